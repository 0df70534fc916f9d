// The engine: states, gates, noise and measurement. It knows nothing of pages.

export { CHANNELS } from "./channels.js";
export { DensityMatrix } from "./density.js";
export { GATES, PAULIS } from "./gates.js";
export * as matrices from "./matrices.js";
export {
  MOST_OPERATIONS,
  MOST_QUBITS,
  MOST_QUBITS_WITH_NOISE,
  bitstring,
  problem,
  run,
  runNoisy,
  step,
} from "./program.js";
export { fresh, picker, random, sample } from "./random.js";
export { StateVector } from "./state.js";
