// The noise bench's model: what each gate, each step of waiting and each readout adds to a circuit.
// gangway/widgets/noise.py makes the same circuit for Braket; a test compares both with its simulator.

import { runNoisy, run } from "../engine/index.js";

export const RATES = ["one", "two", "readout", "decay", "dephasing"];
const DEPOLARIZING = { 1: "depolarizing", 2: "two_qubit_depolarizing" };

const qubitsOf = ({ targets = [], controls = [] }) => [...targets, ...controls];

// The operations in layers: each acts as early as its qubits are free.
export function layers({ qubits, operations }) {
  const free = Array(qubits).fill(0);
  const found = [];
  for (const operation of operations) {
    const used = qubitsOf(operation);
    if (operation.name === "barrier" || !used.length) continue;
    const at = Math.max(...used.map((qubit) => free[qubit]));
    used.forEach((qubit) => (free[qubit] = at + 1));
    (found[at] ??= []).push(operation);
  }
  return found;
}

// The program with its noise. A gate of n qubits with average error e is followed by a random Pauli with the
// probability e(d + 1)/d, d = 2ⁿ (Nielsen, Phys. Lett. A 303 (2002) 249); the gate i only waits. In each layer
// each qubit in 1 falls to 0 with the probability `decay`, and its phase flips with the probability `dephasing`.
export function noisy(program, { one, two, decay, dephasing }) {
  const errors = { 1: one * 1.5, 2: two * 1.25 };
  const operations = layers(program).flatMap((layer) => [
    ...layer.flatMap((operation) => [operation, ...after(operation, errors)]),
    ...Array.from({ length: program.qubits }, (_, qubit) => waiting(qubit, decay, dephasing)).flat(),
  ]);
  return { ...program, operations };
}

function after(operation, errors) {
  const used = qubitsOf(operation);
  const probability = errors[used.length];
  if (operation.name === "i" || !probability) return [];
  return [{ name: DEPOLARIZING[used.length], targets: used, parameters: [probability] }];
}

function waiting(qubit, decay, dephasing) {
  const channels = { amplitude_damping: decay, phase_flip: dephasing };
  return Object.entries(channels)
    .filter(([, probability]) => probability)
    .map(([name, probability]) => ({ name, targets: [qubit], parameters: [probability] }));
}

// What a program that has no problem gives: {ideal, measured (both distributions), fidelity, purity, moved}.
// `moved` is the share of shots that would have to change to turn one distribution into the other.
export function compare(program, rates) {
  const state = run(program);
  const density = runNoisy(noisy(program, rates));
  const ideal = state.probabilities();
  const measured = readout(density.probabilities(), program.qubits, rates.readout);
  const moved = ideal.reduce((sum, share, at) => sum + Math.abs(share - measured[at]), 0) / 2;
  return { ideal, measured, moved, fidelity: density.fidelity(state), purity: density.purity() };
}

// A distribution after each answer was turned over with the probability `error`.
export function readout(shares, qubits, error) {
  let now = Float64Array.from(shares);
  for (let bit = 1; bit < 1 << qubits; bit <<= 1) now = now.map((share, at) => (1 - error) * share + error * now[at ^ bit]);
  return now;
}

// A sentence on gates that no device does in one piece.
export function tooWide({ operations }) {
  const wide = operations.find((operation) => qubitsOf(operation).length > 2);
  return wide ? `“${wide.name}” acts on ${qubitsOf(wide).length} qubits. A device does it as several gates: build it from gates on one and two.` : null;
}
