// Programs: plain data that both Python and the instruments understand.
//
//   {qubits: 2, operations: [{name: "h", targets: [0]}, {name: "rx", targets: [1], parameters: [0.5]},
//     {name: "x", targets: [1], controls: [0], control_state: [0], power: 0.5}]}
//
// The operations are those of an encoded answer (autograder/answers/gatelist.py).

import { CHANNELS } from "./channels.js";
import { DensityMatrix, superoperator } from "./density.js";
import { GATES } from "./gates.js";
import { power } from "./power.js";
import { StateVector } from "./state.js";

export const MOST_QUBITS = 10;
export const MOST_QUBITS_WITH_NOISE = 5;
export const MOST_OPERATIONS = 400;

// What is wrong with a program, as a sentence for a person; null if nothing is.
export function problem(program, { most = MOST_QUBITS, noise = false } = {}) {
  const { qubits, operations } = program ?? {};
  if (!Number.isInteger(qubits) || !Array.isArray(operations)) return "This is no circuit that can be shown here.";
  if (qubits < 1) return "This circuit has no qubits; at least one is needed.";
  if (qubits > most)
    return `This circuit has ${qubits} qubits; this instrument takes up to ${most}. Use fewer, or a simulator in Python.`;
  if (operations.length > MOST_OPERATIONS)
    return `This circuit has ${operations.length} gates; this instrument takes up to ${MOST_OPERATIONS}.`;
  for (const operation of operations) {
    const wrong = problemOf(operation, qubits, noise);
    if (wrong) return wrong;
  }
  return null;
}

function problemOf(operation, qubits, noise) {
  const { name, targets = [], parameters = [], controls = [] } = operation;
  const called = `“${name}”`;
  if (name === "barrier") return null;
  if (name === "measure")
    return "This circuit measures on the way. Leave the measurement out: here the state is shown before it is measured.";
  if (name === "reset") return "This circuit resets a qubit, which no state vector can show. Leave the reset out.";
  const known = name === "unitary" ? explicit(operation) : named(name);
  if (!known) return `${called} is no gate that is known here. Use a gate that Braket names, such as h, x, rx or cnot.`;
  if (known.kraus && !noise) return `${called} is noise, and this instrument has none. Leave it out, or use the noise bench.`;
  if (parameters.some((value) => typeof value !== "number"))
    return `${called} has a parameter without a value. Give it one first: in Braket, circuit(theta=0.5).`;
  if (!parameters.every(Number.isFinite)) return `${called} has a parameter that is no finite number.`;
  if (parameters.length !== known.parameters)
    return `${called} takes ${known.parameters} parameters, and ${parameters.length} were given.`;
  if (targets.length !== known.qubits) return `${called} acts on ${known.qubits} qubits, and ${targets.length} were given.`;
  const used = [...targets, ...controls];
  if (used.some((qubit) => !Number.isInteger(qubit) || qubit < 0 || qubit >= qubits))
    return `${called} acts on a qubit that this circuit of ${qubits} does not have.`;
  if (new Set(used).size !== used.length) return `${called} acts on the same qubit twice.`;
  if (known.kraus) return parameters.every((p) => p >= 0 && p <= 1) ? null : `${called} takes probabilities from 0 to 1.`;
  if (matrixOf(operation) === null) return `${called} to the power ${operation.power} is beyond this instrument.`;
  return null;
}

function named(name) {
  if (Object.hasOwn(GATES, name)) return GATES[name];
  return Object.hasOwn(CHANNELS, name) ? CHANNELS[name] : null;
}

function explicit(operation) {
  const matrix = operation.matrices?.[0];
  return matrix ? { qubits: Math.round(Math.log2(Math.sqrt(matrix.length / 2))), parameters: 0 } : null;
}

// The matrix of an operation on its targets without the gate's own controls; null if there is none.
function matrixOf({ name, parameters = [], matrices, power: exponent = 1 }) {
  return power(name === "unitary" ? Float64Array.from(matrices[0]) : GATES[name].base(...parameters), exponent);
}

// The superoperator of a channel: a circuit has the same one many times over, and it costs more than its use.
const transfers = new Map();
function transferOf(name, parameters) {
  const key = `${name} ${parameters}`;
  if (transfers.size > MOST_KEPT) transfers.clear();
  if (!transfers.has(key)) transfers.set(key, superoperator(CHANNELS[name].kraus(...parameters)));
  return transfers.get(key);
}
const MOST_KEPT = 64;

// Apply one operation to a StateVector or DensityMatrix.
export function step(state, operation) {
  const { name, targets, parameters = [], controls = [], control_state: states = [] } = operation;
  if (name === "barrier") return state;
  if (CHANNELS[name]) return state.transform(transferOf(name, parameters), targets);
  const own = GATES[name]?.controls ?? 0;
  const matrix = matrixOf(operation);
  const all = [...targets.slice(0, own), ...controls];
  const wanted = [...Array(own).fill(1), ...controls.map((_, at) => states[at] ?? 1)];
  return state.apply(matrix, targets.slice(own), all, wanted);
}

// The state after the first `steps` operations of a program that has no problem.
export function run(program, steps = program.operations.length) {
  const state = new StateVector(program.qubits);
  for (const operation of program.operations.slice(0, steps)) step(state, operation);
  return state;
}

// The density matrix after them, noise included.
export function runNoisy(program, steps = program.operations.length) {
  const state = new DensityMatrix(program.qubits);
  for (const operation of program.operations.slice(0, steps)) step(state, operation);
  return state;
}

// The bitstring of an index, qubit 0 leftmost.
export const bitstring = (index, qubits) => index.toString(2).padStart(qubits, "0");
