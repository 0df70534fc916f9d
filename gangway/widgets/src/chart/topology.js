// How a device's qubits are coupled, each coupler coloured by its published fidelity.

import { picture, svg, words } from "../frame/index.js";

// A fidelity that is published for a pair that is out of order: no better than chance.
const DEAD = 0.5;
const STEP = 26;

export function topology({ points, pairs, date, device }, width) {
  const live = pairs.filter(([, , fidelity]) => fidelity > DEAD).sort((a, b) => a[2] - b[2]);
  const dead = pairs.filter(([, , fidelity]) => fidelity <= DEAD);
  const [xs, ys] = [0, 1].map((axis) => Object.values(points).map((one) => one[axis]));
  const [left, top] = [Math.min(...xs), Math.max(...ys)];
  const [across, down] = [Math.max(...xs) - left, top - Math.min(...ys)];
  const size = Math.min(STEP * 1.6, (width - 30) / Math.max(across, 1));
  const at = (qubit) => [15 + (points[qubit][0] - left) * size, 15 + (top - points[qubit][1]) * size];
  const low = live[Math.floor(live.length / 20)]?.[2] ?? DEAD; // a few bad couplers must not make all others alike
  const high = live.at(-1)?.[2] ?? 1;
  const lines = [...dead, ...live].map(([a, b, fidelity]) => {
    const [from, to] = [at(a), at(b)];
    const share = Math.max(0, Math.min(1, (fidelity - low) / (high - low || 1)));
    const look = fidelity > DEAD ? { class: "coupler", style: `--share:${Math.round(100 * share)}%` } : { class: "dead" };
    return svg("line", { x1: from[0], y1: from[1], x2: to[0], y2: to[1], "stroke-width": 2 + 3 * share, ...look });
  });
  const radius = Math.max(2.5, Math.min(9, size / 3.2));
  const dots = Object.keys(points).map((qubit) => {
    const [cx, cy] = at(qubit);
    return svg("circle", { cx, cy, r: radius, class: "qubit" });
  });
  const numbers = radius < 8 ? [] : Object.keys(points).map((qubit) => {
    const [x, y] = at(qubit);
    return svg("text", { x, y: y + 3.5, "text-anchor": "middle", class: "number" }, qubit);
  });
  return picture(told(device, date, Object.keys(points).length, live, dead), Math.ceil(30 + across * size), Math.ceil(30 + down * size), ...lines, ...dots, ...numbers);
}

function told(device, date, qubits, live, dead) {
  const named = ([a, b]) => `${a}–${b}`;
  const middle = live.length ? (live[(live.length - 1) >> 1][2] + live[live.length >> 1][2]) / 2 : 0;
  const range = live.length
    ? `Median fidelity of the working pairs ${words.fixed(middle, 4)}; best ${named(live.at(-1))} with ${words.fixed(live.at(-1)[2], 4)}, worst ${named(live[0])} with ${words.fixed(live[0][2], 4)}.`
    : "";
  const out = dead.length ? `Out of order: ${words.list(dead.map(named))}.` : "No pair is out of order.";
  return `${device}, calibration of ${date}: ${qubits} qubits, ${live.length + dead.length} coupled pairs. ${range} ${out}`;
}
