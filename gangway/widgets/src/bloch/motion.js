// How a Bloch vector moves: rotations, and decay towards |0⟩.

const UNIT = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };
const HALF = Math.SQRT1_2;

// Gates as rotations: axis and angle. A global phase does not show on the ball.
export const GATES = {
  x: { axis: UNIT.x, angle: Math.PI },
  y: { axis: UNIT.y, angle: Math.PI },
  z: { axis: UNIT.z, angle: Math.PI },
  h: { axis: [HALF, 0, HALF], angle: Math.PI },
  s: { axis: UNIT.z, angle: Math.PI / 2 },
  t: { axis: UNIT.z, angle: Math.PI / 4 },
  v: { axis: UNIT.x, angle: Math.PI / 2 },
};
export const axis = (name) => UNIT[name];

// The vector turned about a unit axis by an angle, counterclockwise seen from the axis's tip (Rodrigues).
export function rotated([x, y, z], [a, b, c], angle) {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const along = (a * x + b * y + c * z) * (1 - cosine);
  return [
    x * cosine + (b * z - c * y) * sine + a * along,
    y * cosine + (c * x - a * z) * sine + b * along,
    z * cosine + (a * y - b * x) * sine + c * along,
  ];
}

// The vector after a time, all in one unit: energy lost with T1, phase with T2 (Nielsen and Chuang, 8.3).
export function decayed([x, y, z], time, t1, t2) {
  const [energy, phase] = [Math.exp(-time / t1), Math.exp(-time / t2)];
  return [x * phase, y * phase, 1 + (z - 1) * energy];
}

// Length, and angles in radians: from z, and from x in the equator.
export function toAngles([x, y, z]) {
  const length = Math.hypot(x, y, z);
  const theta = length < 1e-9 ? 0 : Math.acos(Math.max(-1, Math.min(1, z / length)));
  const phi = Math.hypot(x, y) < 1e-9 ? 0 : (Math.atan2(y, x) + 2 * Math.PI) % (2 * Math.PI);
  return { length, theta, phi };
}

export const fromAngles = ({ length, theta, phi }) => [
  length * Math.sin(theta) * Math.cos(phi),
  length * Math.sin(theta) * Math.sin(phi),
  length * Math.cos(theta),
];

// What is wrong with a vector, as a sentence; null if nothing is.
export function problem(vector) {
  const numbers = Array.isArray(vector) && vector.length === 3 && vector.every(Number.isFinite);
  if (!numbers) return "A Bloch vector has three numbers: x, y and z.";
  const length = Math.hypot(...vector);
  if (length > 1 + 1e-6)
    return `This Bloch vector is ${length.toFixed(2)} long. No qubit has one longer than 1: divide it by its length.`;
  return null;
}
