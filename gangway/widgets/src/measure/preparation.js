// What is measured: mixtures of pure states, [{weight, amplitudes: [[re, im], …]}, …].

import { StateVector, matrices } from "../engine/index.js";

export const MOST_QUBITS = 5;
const { fromRows, scaled } = matrices;

// What turns a measurement in a basis into one in the computational basis.
const TURN = {
  z: null,
  x: scaled(fromRows([[1, 1], [1, -1]]), Math.SQRT1_2),
  y: scaled(fromRows([[1, [0, -1]], [1, [0, 1]]]), Math.SQRT1_2),
};

export const qubitsOf = ({ mixture }) => Math.round(Math.log2(mixture[0].amplitudes.length));

// What is wrong with the preparations, as a sentence; null if nothing is.
export function problem(preparations) {
  if (!Array.isArray(preparations) || preparations.length < 1 || preparations.length > 2)
    return "One or two states can be measured side by side.";
  for (const { label, mixture } of preparations) {
    const wrong = problemOf(mixture);
    if (wrong) return preparations.length > 1 ? `${label}: ${wrong}` : wrong;
  }
  if (new Set(preparations.map(qubitsOf)).size > 1) return "The two states have different numbers of qubits.";
  return null;
}

function problemOf(mixture) {
  if (!Array.isArray(mixture) || !mixture.length) return "There is no state to measure.";
  const sizes = new Set(mixture.map(({ amplitudes }) => amplitudes.length));
  const qubits = Math.log2(mixture[0].amplitudes.length);
  if (sizes.size > 1 || !Number.isInteger(qubits) || qubits < 1) return "A state of n qubits has 2ⁿ amplitudes.";
  if (qubits > MOST_QUBITS) return `This state has ${qubits} qubits; this instrument takes up to ${MOST_QUBITS}.`;
  const total = mixture.reduce((sum, { weight }) => sum + weight, 0);
  if (mixture.some(({ weight }) => !(weight >= 0)) || Math.abs(total - 1) > 1e-6) return "The weights of a mixture are not negative and make 1 together.";
  const norms = mixture.map(({ amplitudes }) => amplitudes.reduce((sum, [re, im]) => sum + re * re + im * im, 0));
  if (norms.some((norm) => !(Math.abs(norm - 1) < 1e-6))) return "The squares of a state's amplitudes make 1 together; here they don't. Divide by their length.";
  return null;
}

// The probability of each bitstring when every qubit is measured in a basis: z, x or y.
export function probabilities({ mixture }, basis) {
  const sum = new Float64Array(mixture[0].amplitudes.length);
  for (const { weight, amplitudes } of mixture) {
    const state = StateVector.from(amplitudes);
    if (TURN[basis]) for (let qubit = 0; qubit < state.qubits; qubit++) state.apply(TURN[basis], [qubit]);
    state.probabilities().forEach((one, at) => (sum[at] += weight * one));
  }
  return sum;
}
