// The matrix of every named gate, in Braket's qubit order: the first target is the most significant bit.
// Names are Braket's in lower case, and Qiskit's where Braket has no such gate; angles are in radians.
// The formulas are those of the documentation of braket.circuits.gates and qiskit.circuit.library; a test
// compares every one with Braket's simulator.

import { diagonal, fromRows, identity, kron, scaled, sum } from "./matrices.js";

const { cos, sin, PI, SQRT1_2 } = Math;
const cis = (angle) => [cos(angle), sin(angle)];
const minus = ([re, im]) => [-re, -im];

const I = identity(2);
const X = fromRows([[0, 1], [1, 0]]);
const Y = fromRows([[0, [0, -1]], [[0, 1], 0]]);
const Z = fromRows([[1, 0], [0, -1]]);
const H = scaled(fromRows([[1, 1], [1, -1]]), SQRT1_2);
const V = scaled(fromRows([[[1, 1], [1, -1]], [[1, -1], [1, 1]]]), 0.5);
const VI = scaled(fromRows([[[1, -1], [1, 1]], [[1, 1], [1, -1]]]), 0.5);
export const PAULIS = { I, X, Y, Z };

// exp(−i·angle·axis/2), for an axis whose square is the identity
function rotation(axis, angle) {
  const d = Math.round(Math.sqrt(axis.length / 2));
  return sum(scaled(identity(d), cos(angle / 2)), scaled(axis, 0, -sin(angle / 2)));
}

const phases = (...angles) => diagonal(...angles.map(cis));
const equator = (angle) => sum(scaled(X, cos(angle)), scaled(Y, sin(angle)));

function u(theta, phi, lambda, gamma = 0) {
  const [c, s] = [cos(theta / 2), sin(theta / 2)];
  const times = (factor, angle) => cis(angle + gamma).map((part) => factor * part);
  return fromRows([
    [times(c, 0), minus(times(s, lambda))],
    [times(s, phi), times(c, phi + lambda)],
  ]);
}

// A two-qubit matrix with one block on |01⟩, |10⟩ and another (identity) on |00⟩, |11⟩; blocks are [a, b, c, d].
function blocks([a, b, c, d], [e, f, g, h] = [1, 0, 0, 1]) {
  return fromRows([[e, 0, 0, f], [0, a, b, 0], [0, c, d, 0], [g, 0, 0, h]]);
}

// [[cos, amount·sin], [−amount*·sin, cos]] of half the angle
function flip([re, im], angle) {
  const [c, s] = [cos(angle / 2), sin(angle / 2)];
  return [c, [re * s, im * s], [-re * s, im * s], c];
}

// A matrix that moves each basis state to another, times a phase.
function permutation(to, factors = []) {
  const rows = to.map(() => to.map(() => 0));
  to.forEach((row, column) => (rows[row][column] = factors[column] ?? 1));
  return fromRows(rows);
}

const ECR = scaled(
  fromRows([[0, 0, 1, [0, 1]], [0, 0, [0, 1], 1], [1, [0, -1], 0, 0], [[0, -1], 1, 0, 0]]),
  SQRT1_2,
);

// name: [angles, matrix, or a function of the angles that makes it]
const PLAIN = {
  gphase: [1, (angle) => phases(angle)],
  i: [0, I],
  h: [0, H],
  x: [0, X],
  y: [0, Y],
  z: [0, Z],
  s: [0, diagonal([1, 0], [0, 1])],
  si: [0, diagonal([1, 0], [0, -1])],
  t: [0, phases(0, PI / 4)],
  ti: [0, phases(0, -PI / 4)],
  v: [0, V],
  vi: [0, VI],
  rx: [1, (angle) => rotation(X, angle)],
  ry: [1, (angle) => rotation(Y, angle)],
  rz: [1, (angle) => rotation(Z, angle)],
  phaseshift: [1, (angle) => phases(0, angle)],
  u: [3, u],
  u2: [2, (phi, lambda) => u(PI / 2, phi, lambda)],
  gpi: [1, equator],
  gpi2: [1, (angle) => rotation(equator(angle), PI / 2)],
  prx: [2, (theta, phi) => rotation(equator(phi), theta)],
  swap: [0, permutation([0, 2, 1, 3])],
  iswap: [0, permutation([0, 2, 1, 3], [1, [0, 1], [0, 1], 1])],
  pswap: [1, (angle) => permutation([0, 2, 1, 3], [1, cis(angle), cis(angle), 1])],
  xy: [1, (angle) => blocks(flip([0, 1], angle))],
  cphaseshift00: [1, (angle) => phases(angle, 0, 0, 0)],
  cphaseshift01: [1, (angle) => phases(0, angle, 0, 0)],
  cphaseshift10: [1, (angle) => phases(0, 0, angle, 0)],
  ecr: [0, ECR],
  xx: [1, (angle) => rotation(kron(X, X), angle)],
  yy: [1, (angle) => rotation(kron(Y, Y), angle)],
  zz: [1, (angle) => rotation(kron(Z, Z), angle)],
  rzx: [1, (angle) => rotation(kron(Z, X), angle)],
  ms: [3, (first, second, theta) => rotation(kron(equator(first), equator(second)), theta)],
  dcx: [0, permutation([0, 3, 1, 2])],
  xx_plus_yy: [2, (theta, beta) => blocks(flip([sin(beta), -cos(beta)], theta))],
  xx_minus_yy: [2, (theta, beta) => blocks([1, 0, 0, 1], flip([-sin(beta), -cos(beta)], theta))],
};

// name: [controls, base]; the controls are the first targets, each switching the base on by being 1
const CONTROLLED = {
  cnot: [1, "x"],
  cy: [1, "y"],
  cz: [1, "z"],
  ch: [1, "h"],
  cs: [1, "s"],
  csdg: [1, "si"],
  cv: [1, "v"],
  cphaseshift: [1, "phaseshift"],
  crx: [1, "rx"],
  cry: [1, "ry"],
  crz: [1, "rz"],
  cu3: [1, "u"],
  cswap: [1, "swap"],
  ccnot: [2, "x"],
  ccz: [2, "z"],
  c3sx: [3, "v"],
};

function table() {
  const gates = {};
  for (const [name, [parameters, base]] of Object.entries(PLAIN)) {
    const make = typeof base === "function" ? base : () => base;
    const d = Math.sqrt(make(...Array(parameters).fill(0)).length / 2);
    gates[name] = { name, parameters, base: make, controls: 0, qubits: Math.round(Math.log2(d)) };
  }
  for (const [name, [controls, base]] of Object.entries(CONTROLLED))
    gates[name] = { ...gates[base], name, controls, qubits: controls + gates[base].qubits };
  gates.cu = { name: "cu", parameters: 4, base: u, controls: 1, qubits: 2 };
  return gates;
}

// Every gate that a program may name: {name, qubits (its own controls included), parameters, base, controls}.
export const GATES = table();
