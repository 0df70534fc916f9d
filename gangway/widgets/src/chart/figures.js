// The catalogue's figures: what they are called, and how they are written and placed on a scale.

// What the chart can compare: name -> [title, which machines have such a thing].
export const CHARTED = {
  qubits: ["Qubits or atoms", ["gate", "analog", "simulator"]],
  two_qubit_fidelity: ["Two-qubit gate fidelity", ["gate"]],
  one_qubit_fidelity: ["One-qubit gate fidelity", ["gate"]],
  readout_fidelity: ["Readout fidelity", ["gate"]],
  t1: ["T1", ["gate", "analog"]],
  t2: ["T2", ["gate", "analog"]],
};

export const title = (name) =>
  CHARTED[name]?.[0] ?? (name[0].toUpperCase() + name.slice(1)).replaceAll("_", " ").replace("qubit ", "qubit ");

const PREFIXES = [["", 1], ["m", 1e-3], ["µ", 1e-6], ["n", 1e-9]];
const plain = (value) => String(Number(value.toPrecision(6)));

// A figure with its unit: 37.8 µs, 0.9959, 1.58e+7 rad/s
export function written({ value, unit }) {
  if (!unit) return value >= 1000 ? value.toLocaleString("en-US") : plain(value);
  if (unit !== "s" && unit !== "m") return `${plain(value)} ${unit}`;
  const [prefix, size] = PREFIXES.find(([, one]) => Math.abs(value) >= one * 0.9999) ?? PREFIXES.at(-1);
  return `${plain(value / size)} ${prefix}${unit}`;
}

// Where values stand between 0 and 1: spread out, and by orders of magnitude where they span more than two.
export function scale(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const logarithmic = low > 0 && high / low > 100;
  const on = logarithmic ? Math.log : (value) => value;
  const room = (on(high) - on(low)) * 0.06 || 1;
  const [from, to] = [on(low) - room, on(high) + room];
  return { logarithmic, place: (value) => (on(value) - from) / (to - from) };
}
