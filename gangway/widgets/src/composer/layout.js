// Where operations stand in the drawing: each as far left as it can, none across another.

import { GATES } from "../engine/index.js";

export const qubitsOf = ({ targets = [], controls = [] }) => [...targets, ...controls];

// The wires that an operation takes up in the drawing: from its first to its last.
export function span(operation) {
  const used = qubitsOf(operation);
  return used.length ? [Math.min(...used), Math.max(...used)] : [0, 0];
}

// The column of each operation.
export function columns(operations, qubits) {
  const free = Array(qubits).fill(0);
  return operations.map((operation) => {
    const [first, last] = span(operation);
    const wires = free.slice(first, last + 1);
    const column = Math.max(0, ...wires);
    free.fill(column + 1, first, last + 1);
    return column;
  });
}

// The operations in the order of their columns, which changes nothing: those of one column share no qubit.
export function ordered(operations, qubits) {
  const at = columns(operations, qubits);
  return operations
    .map((operation, index) => ({ operation, index }))
    .sort((a, b) => at[a.index] - at[b.index] || a.index - b.index)
    .map(({ operation }) => operation);
}

// The program with an operation put in at a column, before what stands there.
export function inserted(program, operation, column) {
  const operations = ordered(program.operations, program.qubits);
  const at = columns(operations, program.qubits).findIndex((one) => one >= column);
  operations.splice(at < 0 ? operations.length : at, 0, operation);
  return { ...program, operations: ordered(operations, program.qubits) };
}

export function removed(program, index) {
  const operations = program.operations.filter((_, at) => at !== index);
  return { ...program, operations: ordered(operations, program.qubits) };
}

export function replaced(program, index, operation) {
  return { ...program, operations: program.operations.map((one, at) => (at === index ? operation : one)) };
}

// The index of the operation that covers a wire in a column; −1 if none does.
export function found(program, column, qubit) {
  const at = columns(program.operations, program.qubits);
  return program.operations.findIndex((operation, index) => {
    const [first, last] = span(operation);
    return at[index] === column && first <= qubit && qubit <= last;
  });
}

// The same gate with its first qubit on another wire, or null if it doesn't fit there.
export function shifted(operation, qubit, qubits) {
  const by = qubit - span(operation)[0];
  const [, last] = span(operation);
  if (last + by >= qubits) return null;
  const moved = (list) => list?.map((one) => one + by);
  return { ...operation, targets: moved(operation.targets), ...(operation.controls && { controls: moved(operation.controls) }) };
}

// A gate of the palette on wires that follow one another from `qubit` on, or back from it at the bottom.
export function fresh(name, qubit, qubits) {
  const needed = GATES[name].qubits;
  if (needed > qubits) return null;
  const step = qubit + needed <= qubits ? 1 : -1;
  if (step < 0 && qubit - needed + 1 < 0) return null;
  const targets = Array.from({ length: needed }, (_, at) => qubit + step * at);
  return made(name, targets);
}

export function made(name, targets) {
  const angles = GATES[name].parameters;
  return { name, targets, ...(angles && { parameters: Array(angles).fill(Math.PI / 2) }) };
}

// The program with one qubit fewer: the last wire goes, and every gate on it.
export function narrowed(program) {
  const qubits = program.qubits - 1;
  return { ...program, qubits, operations: program.operations.filter((one) => qubitsOf(one).every((qubit) => qubit < qubits)) };
}
