// A state vector. Qubit 0 is the leftmost, most significant bit of an index, as in Braket.

export class StateVector {
  // |0…0⟩ of `qubits` qubits
  constructor(qubits) {
    this.qubits = qubits;
    this.re = new Float64Array(2 ** qubits);
    this.im = new Float64Array(2 ** qubits);
    this.re[0] = 1;
  }

  get size() {
    return this.re.length;
  }

  copy() {
    const other = Object.create(Object.getPrototypeOf(this));
    return Object.assign(other, this, { re: this.re.slice(), im: this.im.slice() });
  }

  static from(amplitudes) {
    const state = new StateVector(Math.round(Math.log2(amplitudes.length)));
    amplitudes.forEach(([re, im], at) => {
      state.re[at] = re;
      state.im[at] = im;
    });
    return state;
  }

  bit(qubit) {
    return 1 << (this.qubits - 1 - qubit);
  }

  // Multiply by a matrix on `targets` (the first one most significant) where each control has its state.
  // The matrix need not be unitary.
  apply(matrix, targets, controls = [], states = []) {
    let wanted = 0;
    let watched = 0;
    controls.forEach((qubit, at) => {
      watched |= this.bit(qubit);
      if ((states[at] ?? 1) === 1) wanted |= this.bit(qubit);
    });
    if (targets.length === 1) this.applyOne(matrix, this.bit(targets[0]), watched, wanted);
    else this.applyMany(matrix, targets.map((qubit) => this.bit(qubit)), watched, wanted);
    return this;
  }

  applyOne(m, bit, watched, wanted) {
    const { re, im } = this;
    for (let low = 0; low < re.length; low++) {
      if (low & bit || (low & watched) !== wanted) continue;
      const high = low | bit;
      const [a, b, c, d] = [re[low], im[low], re[high], im[high]];
      re[low] = m[0] * a - m[1] * b + m[2] * c - m[3] * d;
      im[low] = m[0] * b + m[1] * a + m[2] * d + m[3] * c;
      re[high] = m[4] * a - m[5] * b + m[6] * c - m[7] * d;
      im[high] = m[4] * b + m[5] * a + m[6] * d + m[7] * c;
    }
  }

  applyMany(m, bits, watched, wanted) {
    const { re, im } = this;
    const d = 2 ** bits.length;
    const offsets = Array.from({ length: d }, (_, row) =>
      bits.reduce((sum, bit, at) => (row & (1 << (bits.length - 1 - at)) ? sum | bit : sum), 0),
    );
    const mask = offsets[d - 1];
    const [oldRe, oldIm] = [new Float64Array(d), new Float64Array(d)];
    for (let base = 0; base < re.length; base++) {
      if (base & mask || (base & watched) !== wanted) continue;
      for (let row = 0; row < d; row++) {
        oldRe[row] = re[base | offsets[row]];
        oldIm[row] = im[base | offsets[row]];
      }
      for (let row = 0; row < d; row++) {
        let [x, y] = [0, 0];
        for (let col = 0; col < d; col++) {
          const k = 2 * (row * d + col);
          x += m[k] * oldRe[col] - m[k + 1] * oldIm[col];
          y += m[k] * oldIm[col] + m[k + 1] * oldRe[col];
        }
        re[base | offsets[row]] = x;
        im[base | offsets[row]] = y;
      }
    }
  }

  // The probability of each bitstring, in the order of the bitstrings.
  probabilities() {
    return this.re.map((re, at) => re * re + this.im[at] * this.im[at]);
  }

  // The Bloch vector [x, y, z] of one qubit's reduced state; its length is 1 if that state is pure.
  bloch(qubit) {
    const { re, im } = this;
    const bit = this.bit(qubit);
    let [x, y, z] = [0, 0, 0];
    for (let low = 0; low < re.length; low++) {
      if (low & bit) continue;
      const high = low | bit;
      x += 2 * (re[low] * re[high] + im[low] * im[high]);
      y += 2 * (re[low] * im[high] - im[low] * re[high]);
      z += re[low] ** 2 + im[low] ** 2 - re[high] ** 2 - im[high] ** 2;
    }
    return [x, y, z];
  }

  // |⟨this|other⟩|²
  fidelity(other) {
    let [x, y] = [0, 0];
    for (let at = 0; at < this.size; at++) {
      x += this.re[at] * other.re[at] + this.im[at] * other.im[at];
      y += this.re[at] * other.im[at] - this.im[at] * other.re[at];
    }
    return x * x + y * y;
  }
}
