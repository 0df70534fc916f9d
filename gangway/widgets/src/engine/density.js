// A density matrix, kept as a vector of twice as many qubits: the first half numbers the row, the second
// the column. So a gate is the gate on the row and its conjugate on the column, and a noise channel is one
// matrix on both.

import { conjugate, kron, sum } from "./matrices.js";
import { StateVector } from "./state.js";

// What a channel is on rows and columns together: ΣK⊗K*.
export const superoperator = (kraus) => kraus.map((one) => kron(one, conjugate(one))).reduce(sum);

export class DensityMatrix {
  // |0…0⟩⟨0…0| of `qubits` qubits
  constructor(qubits) {
    this.qubits = qubits;
    this.vector = new StateVector(2 * qubits);
  }

  static from(state) {
    const density = new DensityMatrix(state.qubits);
    const d = state.size;
    for (let row = 0; row < d; row++)
      for (let col = 0; col < d; col++) {
        const at = row * d + col;
        density.vector.re[at] = state.re[row] * state.re[col] + state.im[row] * state.im[col];
        density.vector.im[at] = state.im[row] * state.re[col] - state.re[row] * state.im[col];
      }
    return density;
  }

  get size() {
    return 2 ** this.qubits;
  }

  copy() {
    return Object.assign(new DensityMatrix(this.qubits), { vector: this.vector.copy() });
  }

  // ρ → UρU†
  apply(matrix, targets, controls = [], states = []) {
    this.vector.apply(matrix, targets, controls, states);
    const columns = (qubits) => qubits.map((qubit) => qubit + this.qubits);
    this.vector.apply(conjugate(matrix), columns(targets), columns(controls), states);
    return this;
  }

  // ρ → Σ KρK†
  channel(kraus, targets) {
    return this.transform(superoperator(kraus), targets);
  }

  // The same with ΣK⊗K* made already.
  transform(both, targets) {
    this.vector.apply(both, [...targets, ...targets.map((qubit) => qubit + this.qubits)]);
    return this;
  }

  // The entry ⟨row|ρ|col⟩ as [re, im].
  entry(row, col) {
    const at = row * this.size + col;
    return [this.vector.re[at], this.vector.im[at]];
  }

  probabilities() {
    return Float64Array.from({ length: this.size }, (_, at) => this.entry(at, at)[0]);
  }

  bloch(qubit) {
    const bit = 1 << (this.qubits - 1 - qubit);
    let [x, y, z] = [0, 0, 0];
    for (let low = 0; low < this.size; low++) {
      if (low & bit) continue;
      const [re, im] = this.entry(low | bit, low);
      x += 2 * re;
      y += 2 * im;
      z += this.entry(low, low)[0] - this.entry(low | bit, low | bit)[0];
    }
    return [x, y, z];
  }

  // ⟨state|ρ|state⟩
  fidelity(state) {
    let sum = 0;
    for (let row = 0; row < this.size; row++)
      for (let col = 0; col < this.size; col++) {
        const [re, im] = this.entry(row, col);
        const x = state.re[row] * state.re[col] + state.im[row] * state.im[col];
        const y = state.re[row] * state.im[col] - state.im[row] * state.re[col];
        sum += re * x - im * y;
      }
    return sum;
  }

  // Tr ρ²
  purity() {
    const { re, im } = this.vector;
    return re.reduce((sum, entry, at) => sum + entry * entry + im[at] * im[at], 0);
  }
}
