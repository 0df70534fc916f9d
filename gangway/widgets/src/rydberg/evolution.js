// Exact evolution of a few Rydberg atoms, in Braket's conventions and in SI units (m, s, rad/s).
//
// Atoms start in the ground state. 1 is the Rydberg state; the first atom is the leftmost character. In units of ħ
//
//   H(t) = Ω(t)/2 Σ_k (e^{iφ(t)} |r_k⟩⟨g_k| + h.c.) − Δ(t) Σ_k n_k + Σ_{j<k} C6/r_jk⁶ n_j n_k.
//
// Ω and Δ run straight between their points; φ is held from one point to the next.

// Interaction of the rubidium states that Braket assumes, in rad m⁶/s.
export const C6 = 5.42e-24;
export const MAX_ATOMS = 8;
// Norm of the error of the final state that the step size aims at; probabilities come out a thousand times better.
export const TOLERANCE = 1e-3;
// Terms of a Chebyshev series that matter are larger than this.
const NEGLIGIBLE = 1e-12;
// Most radians of one step: longer ones would hide what the waveforms do.
const MOST_RADIANS = 60;
const [OFFSET, NEAR, FAR] = [Math.sqrt(3) / 6, (3 + 2 * Math.sqrt(3)) / 12, (3 - 2 * Math.sqrt(3)) / 12];

// What can't be simulated, in a sentence.
export class Impossible extends Error {}

// The value of a series {times, values} at a time: straight between points, or held where `stepwise`.
export function valueAt(series, time, stepwise = false) {
  const { times, values } = series;
  const last = times.length - 1;
  if (last < 0) return 0;
  if (time <= times[0]) return values[0];
  if (time >= times[last]) return values[last];
  let place = 0;
  while (times[place + 1] <= time) place += 1;
  if (stepwise) return values[place];
  const share = (time - times[place]) / (times[place + 1] - times[place]);
  return values[place] + share * (values[place + 1] - values[place]);
}

// The distance in metres below which two atoms don't both get excited at a Rabi frequency in rad/s.
export function blockadeRadius(rabi, c6 = C6) {
  return rabi > 0 ? (c6 / rabi) ** (1 / 6) : Infinity;
}

// The probability of each bitstring at the end: a Float64Array of 2ⁿ, first atom most significant.
export function probabilities(program, settings) {
  const running = evolution(program, settings);
  let step = running.next();
  while (!step.done) step = running.next();
  return step.value;
}

// The same as a generator, so that a page stays alive: yields the share of the time that is done.
export function* evolution(program, { c6 = C6, tolerance = TOLERANCE } = {}) {
  const model = new Model(program, c6);
  const duration = model.times.at(-1);
  for (let piece = 0; piece + 1 < model.times.length; piece += 1) {
    const [start, end] = [model.times[piece], model.times[piece + 1]];
    model.turn(-1, start, end);
    for (const time of model.evolve(start, end, tolerance / duration)) yield time / duration;
    model.turn(1, start, end);
  }
  return model.shares();
}

class Model {
  constructor({ positions, amplitude, detuning, phase }, c6) {
    const atoms = positions.length;
    if (atoms < 1) throw new Impossible("There is no atom yet: add one.");
    if (atoms > MAX_ATOMS)
      throw new Impossible(`There are ${atoms} atoms; this bench computes up to ${MAX_ATOMS}. Use Braket's AHS simulator in Python.`);
    Object.assign(this, { atoms, size: 1 << atoms, amplitude, detuning, phase });
    this.times = breaks([amplitude, detuning, phase]);
    this.number = Float64Array.from({ length: this.size }, (_, state) => ones(state));
    this.interaction = interactions(positions, c6);
    this.diagonal = new Float64Array(this.size);
    this.state = pair(this.size);
    this.state.re[0] = 1;
    this.whole = pair(this.size);
    this.half = pair(this.size);
    this.scratch = [pair(this.size), pair(this.size), pair(this.size)];
  }

  // Into (−1) or out of (1) the frame in which the drive is real: the phases e^{±iφn}.
  turn(sign, start, end) {
    const phase = sign * valueAt(this.phase, (start + end) / 2, true);
    if (!phase) return;
    const { re, im } = this.state;
    for (let k = 0; k < this.size; k += 1) {
      const [c, s] = [Math.cos(phase * this.number[k]), Math.sin(phase * this.number[k])];
      [re[k], im[k]] = [c * re[k] - s * im[k], s * re[k] + c * im[k]];
    }
  }

  // One straight piece, in steps that a step of twice the length controls; yields the time reached.
  *evolve(start, end, rate) {
    let time = start;
    let step = Math.min(end - start, MOST_RADIANS / this.spread(start, end));
    while (time < end) {
      step = Math.min(step, end - time);
      const error = this.attempt(time, step) / (rate * step);
      if (error <= 1) {
        time = step >= end - time ? end : time + step;
        [this.state, this.half] = [this.half, this.state];
        yield time;
      }
      step *= Math.min(4, Math.max(0.2, 0.9 * (error || 1e-9) ** -0.25));
      step = Math.min(step, (2 * MOST_RADIANS) / this.spread(time, Math.min(end, time + step)));
    }
  }

  // Two half steps into `half`; returns how far one whole step ends from there, which is 15 times their error.
  attempt(time, step) {
    copy(this.state, this.whole);
    copy(this.state, this.half);
    this.magnus(this.whole, time, step);
    this.magnus(this.half, time, step / 2);
    this.magnus(this.half, time + step / 2, step / 2);
    return distance(this.whole, this.half) / 15;
  }

  // One step of the commutator-free Magnus integrator of fourth order:
  // Blanes and Moan, Appl. Numer. Math. 56 (2006) 1519.
  magnus(vector, time, step) {
    const [first, second] = [time + (0.5 - OFFSET) * step, time + (0.5 + OFFSET) * step];
    const rabi = [valueAt(this.amplitude, first) / 2, valueAt(this.amplitude, second) / 2];
    const detuning = [valueAt(this.detuning, first), valueAt(this.detuning, second)];
    for (const [a, b] of [[NEAR, FAR], [FAR, NEAR]]) {
      this.exponential(vector, a * rabi[0] + b * rabi[1], a * detuning[0] + b * detuning[1], step);
    }
  }

  // exp(−i(rabi Σ X + V/2 − detuning n) step) on a vector, by a Chebyshev series:
  // Tal-Ezer and Kosloff, J. Chem. Phys. 81 (1984) 3967.
  exponential(vector, rabi, detuning, step) {
    const { size, diagonal } = this;
    let [low, high] = [Infinity, -Infinity];
    for (let k = 0; k < size; k += 1) {
      diagonal[k] = this.interaction[k] / 2 - detuning * this.number[k];
      if (diagonal[k] < low) low = diagonal[k];
      if (diagonal[k] > high) high = diagonal[k];
    }
    const middle = (low + high) / 2;
    const radius = (high - low) / 2 + Math.abs(rabi) * this.atoms || 1;
    for (let k = 0; k < size; k += 1) diagonal[k] = (diagonal[k] - middle) / radius;
    this.series(vector, rabi / radius, bessel(radius * step), middle * step);
  }

  // Σ_k c_k (−i)^k T_k(H) vector with the diagonal and flips of the scaled H; then the phase of its middle.
  series(vector, rabi, factors, phase) {
    const [sum, ...rest] = this.scratch;
    let [now, before] = rest;
    const { re, im } = vector;
    copy(vector, before);
    this.apply(before, now, rabi, false);
    for (let k = 0; k < this.size; k += 1) {
      sum.re[k] = factors[0] * re[k] + 2 * factors[1] * now.im[k];
      sum.im[k] = factors[0] * im[k] - 2 * factors[1] * now.re[k];
    }
    for (let order = 2; order < factors.length; order += 1) {
      this.apply(now, before, rabi, true);
      [now, before] = [before, now];
      accumulate(sum, now, 2 * factors[order], order % 4);
    }
    const [c, s] = [Math.cos(phase), -Math.sin(phase)];
    for (let k = 0; k < this.size; k += 1) {
      re[k] = c * sum.re[k] - s * sum.im[k];
      im[k] = s * sum.re[k] + c * sum.im[k];
    }
  }

  // H from into `to`; with `minus`, 2 H from − to.
  apply(from, to, rabi, minus) {
    const { size, diagonal } = this;
    const [a, b, x, y] = [from.re, from.im, to.re, to.im];
    for (let k = 0; k < size; k += 1) {
      let re = 0;
      let im = 0;
      for (let bit = 1; bit < size; bit <<= 1) {
        re += a[k ^ bit];
        im += b[k ^ bit];
      }
      re = diagonal[k] * a[k] + rabi * re;
      im = diagonal[k] * b[k] + rabi * im;
      x[k] = minus ? 2 * re - x[k] : re;
      y[k] = minus ? 2 * im - y[k] : im;
    }
  }

  // A bound on the spread of H's eigenvalues during a straight piece, in rad/s.
  spread(start, end) {
    let most = 1;
    for (const time of [start, end]) {
      const [rabi, detuning] = [valueAt(this.amplitude, time), valueAt(this.detuning, time)];
      let [low, high] = [0, 0];
      for (let k = 0; k < this.size; k += 1) {
        const energy = this.interaction[k] - detuning * this.number[k];
        if (energy < low) low = energy;
        if (energy > high) high = energy;
      }
      most = Math.max(most, high - low + Math.abs(rabi) * this.atoms);
    }
    return most;
  }

  shares() {
    const { re, im } = this.state;
    const shares = Float64Array.from(re, (x, k) => x * x + im[k] * im[k]);
    const total = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share) => share / total);
  }
}

function pair(size) {
  return { re: new Float64Array(size), im: new Float64Array(size) };
}

function copy(from, to) {
  to.re.set(from.re);
  to.im.set(from.im);
}

function distance(a, b) {
  let sum = 0;
  for (let k = 0; k < a.re.length; k += 1) sum += (a.re[k] - b.re[k]) ** 2 + (a.im[k] - b.im[k]) ** 2;
  return Math.sqrt(sum);
}

// sum += factor (−i)^power term
function accumulate(sum, term, factor, power) {
  const sign = power === 0 || power === 3 ? factor : -factor;
  const [re, im] = power % 2 ? [sum.im, sum.re] : [sum.re, sum.im];
  if (power % 2) {
    for (let k = 0; k < re.length; k += 1) {
      re[k] += sign * term.re[k];
      im[k] -= sign * term.im[k];
    }
    return;
  }
  for (let k = 0; k < re.length; k += 1) {
    re[k] += sign * term.re[k];
    im[k] += sign * term.im[k];
  }
}

// J_0(x), J_1(x), … up to the last that matters, by Miller's downward recurrence.
export function bessel(x) {
  const top = Math.ceil(x + 12 * Math.cbrt(x) + 24);
  const values = new Float64Array(top + 2);
  values[top] = 1e-300;
  for (let k = top; k > 0; k -= 1) {
    values[k - 1] = ((2 * k) / x) * values[k] - values[k + 1];
    if (Math.abs(values[k - 1]) > 1e200) for (let j = k - 1; j <= top; j += 1) values[j] *= 1e-250;
  }
  let norm = values[0];
  for (let k = 2; k <= top; k += 2) norm += 2 * values[k];
  let last = top;
  while (last > 2 && Math.abs(values[last] / norm) < NEGLIGIBLE) last -= 1;
  return values.subarray(0, last + 1).map((value) => value / norm);
}

function ones(state) {
  let count = 0;
  for (let rest = state; rest; rest &= rest - 1) count += 1;
  return count;
}

// Every time at which a waveform has a point, from zero on.
function breaks(series) {
  const times = new Set([0]);
  for (const { times: points } of series) {
    for (let k = 0; k < points.length; k += 1) {
      if (k && !(points[k] > points[k - 1])) throw new Impossible("The times of a waveform must ascend.");
      if (points[k] > 0) times.add(points[k]);
    }
  }
  if (times.size < 2) throw new Impossible("The pulse has no duration: give the waveforms a later point.");
  return [...times].sort((a, b) => a - b);
}

// C6/r⁶ summed over the pairs that are both excited, for each state; first atom most significant.
function interactions(positions, c6) {
  const energies = new Float64Array(1 << positions.length);
  positions.forEach((one, j) => {
    positions.slice(0, j).forEach((other, k) => {
      const apart = Math.hypot(one[0] - other[0], one[1] - other[1]);
      if (!(apart > 0)) throw new Impossible(`Atoms ${k} and ${j} are in the same place: move one of them.`);
      const both = (1 << (positions.length - 1 - j)) | (1 << (positions.length - 1 - k));
      const strength = c6 / apart ** 6;
      for (let state = 0; state < energies.length; state += 1) if ((state & both) === both) energies[state] += strength;
    });
  });
  return energies;
}
