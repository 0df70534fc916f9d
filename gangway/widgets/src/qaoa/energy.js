// QAOA with one layer for the largest cut of a small graph, by formula and by state vector.
//
// An edge is [u, v, weight]; C(z) is the weight of the edges that the bitstring z cuts, vertex 0 leftmost, and
// |γ, β⟩ = e^{−iβ Σ X} e^{−iγ C} |+…+⟩.

import { GATES, StateVector } from "../engine/index.js";

export const MOST_VERTICES = 10;

// What is wrong with a graph, as a sentence; null if nothing is.
export function problem({ vertices, edges }) {
  if (!Number.isInteger(vertices) || vertices < 2) return "This graph has fewer than two vertices.";
  if (vertices > MOST_VERTICES) return `This graph has ${vertices} vertices; this instrument takes up to ${MOST_VERTICES}.`;
  if (!edges.length) return "This graph has no edges, so there is nothing to cut.";
  for (const [u, v, weight] of edges) {
    if (u === v) return `Vertex ${u} is joined to itself; no cut can part them.`;
    if (![u, v].every((one) => Number.isInteger(one) && one >= 0 && one < vertices)) return `An edge joins ${u} and ${v}; the vertices are 0 to ${vertices - 1}.`;
    if (!Number.isFinite(weight)) return `The edge between ${u} and ${v} has no finite weight.`;
  }
  return null;
}

// The weight that each bitstring cuts.
export function cuts({ vertices, edges }) {
  const bit = (at, vertex) => (at >> (vertices - 1 - vertex)) & 1;
  return Float64Array.from({ length: 2 ** vertices }, (_, at) =>
    edges.reduce((sum, [u, v, weight]) => (bit(at, u) === bit(at, v) ? sum : sum + weight), 0),
  );
}

// The expected cut ⟨γ, β|C|γ, β⟩ as a function of β for a γ: Wang, Hadfield, Jiang and Rieffel, Phys. Rev. A 97,
// 022304 (2018), with weights as in Ozaeta, van Dam and McMahon, Quantum Sci. Technol. 7, 045036 (2022).
export function alongBeta({ vertices, edges }, gamma) {
  const weights = matrix(vertices, edges);
  let [mean, slow, fast] = [0, 0, 0]; // of 1, sin 4β and sin² 2β
  for (let u = 0; u < vertices; u += 1)
    for (let v = 0; v < u; v += 1) {
      const weight = weights[u][v];
      if (!weight) continue;
      let [alongU, alongV, apart, together] = [1, 1, 1, 1];
      for (let k = 0; k < vertices; k += 1) {
        if (k === u || k === v) continue;
        alongU *= Math.cos(gamma * weights[u][k]);
        alongV *= Math.cos(gamma * weights[v][k]);
        apart *= Math.cos(gamma * (weights[u][k] - weights[v][k]));
        together *= Math.cos(gamma * (weights[u][k] + weights[v][k]));
      }
      mean += weight / 2;
      slow += (weight / 4) * Math.sin(gamma * weight) * (alongU + alongV);
      fast += (weight / 4) * (apart - together);
    }
  return (beta) => mean + slow * Math.sin(4 * beta) - fast * Math.sin(2 * beta) ** 2;
}

export const energy = (graph, gamma, beta) => alongBeta(graph, gamma)(beta);

// Parallel edges add up.
function matrix(vertices, edges) {
  const weights = Array.from({ length: vertices }, () => new Float64Array(vertices));
  for (const [u, v, weight] of edges) {
    weights[u][v] += weight;
    weights[v][u] += weight;
  }
  return weights;
}

// The expected cut on a grid: rows of β from 0 to the top, columns of γ; both ends included.
export function surface(graph, [gammas, gammaMost], [betas, betaMost]) {
  const values = new Float64Array(gammas * betas);
  for (let column = 0; column < gammas; column += 1) {
    const along = alongBeta(graph, (column / (gammas - 1)) * gammaMost);
    for (let row = 0; row < betas; row += 1) values[row * gammas + column] = along((row / (betas - 1)) * betaMost);
  }
  return values;
}

// The probability of each bitstring, by state vector.
export function distribution(graph, gamma, beta) {
  const state = new StateVector(graph.vertices);
  const size = 1 / Math.sqrt(state.size);
  cuts(graph).forEach((cut, at) => {
    state.re[at] = size * Math.cos(gamma * cut);
    state.im[at] = -size * Math.sin(gamma * cut);
  });
  const mixer = GATES.rx.base(2 * beta);
  for (let vertex = 0; vertex < graph.vertices; vertex += 1) state.apply(mixer, [vertex]);
  return state.probabilities();
}

// One step of steepest ascent, at most `longest` in length.
export function uphill(graph, [gamma, beta], longest = 0.15) {
  const h = 1e-5;
  const slope = [
    (energy(graph, gamma + h, beta) - energy(graph, gamma - h, beta)) / (2 * h),
    (energy(graph, gamma, beta + h) - energy(graph, gamma, beta - h)) / (2 * h),
  ];
  const steep = Math.hypot(...slope);
  if (steep < 1e-6) return [gamma, beta];
  for (let length = longest; length > 1e-4; length /= 2) {
    const next = [gamma + (length * slope[0]) / steep, beta + (length * slope[1]) / steep];
    if (energy(graph, ...next) > energy(graph, gamma, beta)) return next;
  }
  return [gamma, beta];
}
