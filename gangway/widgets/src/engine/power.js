// A unitary matrix to a real power; fractional ones on the principal branch, eigenphases in (−π, π].

import { dagger, diagonal, distance, identity, product, scaled, size, sum } from "./matrices.js";

const CLOSE = 1e-12;

export function power(matrix, exponent) {
  if (exponent === 1) return matrix;
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 64) return whole(matrix, exponent);
  if (size(matrix) === 2) return ofOneQubit(matrix, exponent);
  if (isDiagonal(matrix)) return ofDiagonal(matrix, exponent);
  if (distance(product(matrix, matrix), identity(size(matrix))) < CLOSE) return ofInvolution(matrix, exponent);
  return null;
}

function whole(matrix, exponent) {
  const base = exponent < 0 ? dagger(matrix) : matrix;
  let result = identity(size(matrix));
  for (let times = Math.abs(exponent); times > 0; times--) result = product(result, base);
  return result;
}

const principal = (angle) => (angle < -Math.PI + 1e-9 ? Math.PI : angle);
const turned = (angle, exponent) => [Math.cos(exponent * angle), Math.sin(exponent * angle)];

function ofDiagonal(matrix, exponent) {
  const d = size(matrix);
  const entries = Array.from({ length: d }, (_, at) => {
    const k = 2 * (at * d + at);
    return turned(principal(Math.atan2(matrix[k + 1], matrix[k])), exponent);
  });
  return diagonal(...entries);
}

function isDiagonal(matrix) {
  const d = size(matrix);
  return matrix.every((entry, at) => Math.abs(entry) < CLOSE || (at >> 1) % (d + 1) === 0);
}

// U² = 1 has the eigenvalues ±1 only: U^p = (1 + e^(iπp))/2 + (1 − e^(iπp))/2 · U.
function ofInvolution(matrix, exponent) {
  const [re, im] = turned(Math.PI, exponent);
  return sum(
    scaled(identity(size(matrix)), (1 + re) / 2, im / 2),
    scaled(matrix, (1 - re) / 2, -im / 2),
  );
}

// U = e^(iα)(cos φ + i sin φ n·σ): eigenphases α ± φ with the projectors (1 ± n·σ)/2.
function ofOneQubit(matrix, exponent) {
  if (isDiagonal(matrix)) return ofDiagonal(matrix, exponent);
  const [a, b, c, d] = [0, 2, 4, 6].map((at) => [matrix[at], matrix[at + 1]]);
  const determinant = [
    a[0] * d[0] - a[1] * d[1] - b[0] * c[0] + b[1] * c[1],
    a[0] * d[1] + a[1] * d[0] - b[0] * c[1] - b[1] * c[0],
  ];
  const alpha = Math.atan2(determinant[1], determinant[0]) / 2;
  const special = scaled(matrix, Math.cos(alpha), -Math.sin(alpha));
  const cosine = (special[0] + special[6]) / 2;
  const axis = scaled(sum(special, scaled(identity(2), -cosine)), 0, -1); // sin φ · n·σ
  const sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
  const phi = Math.atan2(sine, cosine);
  return [1, -1]
    .map((sign) => {
      const wrapped = Math.atan2(Math.sin(alpha + sign * phi), Math.cos(alpha + sign * phi));
      const projector = sum(scaled(identity(2), 0.5), scaled(axis, (sign * 0.5) / sine));
      return scaled(projector, ...turned(principal(wrapped), exponent));
    })
    .reduce(sum);
}
