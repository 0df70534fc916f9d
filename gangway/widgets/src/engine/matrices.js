// Small complex matrices: row by row, real and imaginary part in turn, in a Float64Array of 2·d·d numbers.

// From rows of entries, each a number or [re, im].
export function fromRows(rows) {
  return Float64Array.from(rows.flat().flatMap((entry) => (Array.isArray(entry) ? entry : [entry, 0])));
}

export const size = (flat) => Math.round(Math.sqrt(flat.length / 2));

export function identity(d) {
  const flat = new Float64Array(2 * d * d);
  for (let at = 0; at < d; at++) flat[2 * (at * d + at)] = 1;
  return flat;
}

export function diagonal(...entries) {
  const d = entries.length;
  const flat = new Float64Array(2 * d * d);
  entries.forEach(([re, im], at) => flat.set([re, im], 2 * (at * d + at)));
  return flat;
}

export function product(a, b) {
  const d = size(a);
  const flat = new Float64Array(a.length);
  for (let row = 0; row < d; row++)
    for (let mid = 0; mid < d; mid++) {
      const re = a[2 * (row * d + mid)];
      const im = a[2 * (row * d + mid) + 1];
      if (re === 0 && im === 0) continue;
      for (let col = 0; col < d; col++) {
        const to = 2 * (row * d + col);
        const from = 2 * (mid * d + col);
        flat[to] += re * b[from] - im * b[from + 1];
        flat[to + 1] += re * b[from + 1] + im * b[from];
      }
    }
  return flat;
}

export function kron(a, b) {
  const [da, db] = [size(a), size(b)];
  const d = da * db;
  const flat = new Float64Array(2 * d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) {
      const p = 2 * (Math.floor(i / db) * da + Math.floor(j / db));
      const q = 2 * ((i % db) * db + (j % db));
      flat[2 * (i * d + j)] = a[p] * b[q] - a[p + 1] * b[q + 1];
      flat[2 * (i * d + j) + 1] = a[p] * b[q + 1] + a[p + 1] * b[q];
    }
  return flat;
}

export function scaled(a, re, im = 0) {
  const flat = new Float64Array(a.length);
  for (let at = 0; at < a.length; at += 2) {
    flat[at] = re * a[at] - im * a[at + 1];
    flat[at + 1] = re * a[at + 1] + im * a[at];
  }
  return flat;
}

export function sum(a, b) {
  return a.map((entry, at) => entry + b[at]);
}

export function conjugate(a) {
  return a.map((entry, at) => (at % 2 ? -entry : entry));
}

export function dagger(a) {
  const d = size(a);
  const flat = new Float64Array(a.length);
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) {
      flat[2 * (j * d + i)] = a[2 * (i * d + j)];
      flat[2 * (j * d + i) + 1] = -a[2 * (i * d + j) + 1];
    }
  return flat;
}

export function distance(a, b) {
  return a.reduce((most, entry, at) => Math.max(most, Math.abs(entry - b[at])), 0);
}
