// The Kraus matrices of every noise channel that a program may name, as in the documentation of
// braket.circuits.noises. The first target is the most significant bit.

import { PAULIS } from "./gates.js";
import { fromRows, kron, scaled } from "./matrices.js";

const { sqrt } = Math;

// Pauli strings applied with the given probabilities, the identity with what is left.
function paulis(weights) {
  const strings = Object.entries(weights);
  const rest = 1 - strings.reduce((sum, [, weight]) => sum + weight, 0);
  return [["I".repeat(strings[0][0].length), rest], ...strings].map(([letters, weight]) =>
    scaled([...letters].map((letter) => PAULIS[letter]).reduce(kron), sqrt(Math.max(0, weight))),
  );
}

const PAIRS = [..."IXYZ"].flatMap((a) => [..."IXYZ"].map((b) => a + b)).slice(1);
const evenly = (strings, probability) =>
  paulis(Object.fromEntries(strings.map((letters) => [letters, probability / strings.length])));

const damping = (gamma) => [
  fromRows([[1, 0], [0, sqrt(1 - gamma)]]),
  fromRows([[0, sqrt(gamma)], [0, 0]]),
];
const rising = (gamma) => [
  fromRows([[0, 0], [sqrt(gamma), 0]]),
  fromRows([[sqrt(1 - gamma), 0], [0, 1]]),
];

// name: [qubits, probabilities, function of the probabilities that makes the Kraus matrices]
const TABLE = {
  bit_flip: [1, 1, (p) => paulis({ X: p })],
  phase_flip: [1, 1, (p) => paulis({ Z: p })],
  pauli_channel: [1, 3, (x, y, z) => paulis({ X: x, Y: y, Z: z })],
  depolarizing: [1, 1, (p) => evenly(["X", "Y", "Z"], p)],
  two_qubit_depolarizing: [2, 1, (p) => evenly(PAIRS, p)],
  two_qubit_dephasing: [2, 1, (p) => evenly(["IZ", "ZI", "ZZ"], p)],
  amplitude_damping: [1, 1, damping],
  generalized_amplitude_damping: [
    1,
    2,
    (gamma, p) => [
      ...damping(gamma).map((one) => scaled(one, sqrt(p))),
      ...rising(gamma).map((one) => scaled(one, sqrt(1 - p))),
    ],
  ],
  phase_damping: [1, 1, (gamma) => [
    fromRows([[1, 0], [0, sqrt(1 - gamma)]]),
    fromRows([[0, 0], [0, sqrt(gamma)]]),
  ]],
};

// Every noise channel that a program may name: {name, qubits, parameters, kraus}.
export const CHANNELS = Object.fromEntries(
  Object.entries(TABLE).map(([name, [qubits, parameters, kraus]]) => [name, { name, qubits, parameters, kraus }]),
);
