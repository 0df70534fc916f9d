// A histogram of counts: a bar for each outcome's share, its 95 % error bar, and what is expected of it.

import { keep, set, svg } from "../frame/dom.js";
import { percent, whole } from "../frame/words.js";

const ROW = 30;
const HIGH = 18;
const RIGHT = 62;
const CHARACTER = 7.6;

// The 95 % score interval of a share: [low, high] (E. B. Wilson, J. Am. Stat. Assoc. 22, 209, 1927).
export function wilson(count, shots, z = 1.959964) {
  if (shots === 0) return [0, 1];
  const [share, square] = [count / shots, z * z];
  const centre = (share + square / (2 * shots)) / (1 + square / shots);
  const half = (z / (1 + square / shots)) * Math.sqrt((share * (1 - share)) / shots + square / (4 * shots * shots));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

// Returns {element, draw({labels, counts, expected (or null), width, name})}.
export function histogram() {
  const rows = svg("g");
  const element = svg("svg", { role: "img", class: "picture" }, rows);
  return {
    element,
    draw({ labels, counts, expected = null, width, name }) {
      const shots = counts.reduce((sum, one) => sum + one, 0);
      const left = 10 + CHARACTER * Math.max(...labels.map((label) => label.length));
      const height = ROW * labels.length;
      set(element, { viewBox: `0 0 ${width} ${height}`, width, height, "aria-label": `${name}. ${inWords(labels, counts, shots)}` });
      const room = Math.max(60, width - left - RIGHT);
      keep(rows, labels, make, (row, label, at) => update(row, { label, at, count: counts[at], shots, expected: expected?.[at], left, room }));
    },
  };
}

function make() {
  return svg(
    "g", {},
    svg("text", { class: "mono", "text-anchor": "end", y: 19 }),
    svg("rect", { y: (ROW - HIGH) / 2, height: HIGH, fill: "var(--two)", opacity: 0.85 }),
    svg("path", { stroke: "var(--ink)", "stroke-width": 1.6, fill: "none" }),
    svg("path", { stroke: "var(--one)", "stroke-width": 3, fill: "none" }),
    svg("text", { y: 19 }),
  );
}

function update(row, { label, at, count, shots, expected, left, room }) {
  const [name, bar, error, wanted, number] = row.children;
  set(row, { transform: `translate(0 ${ROW * at})` });
  if (name.textContent !== label) name.textContent = label;
  set(name, { x: left - 6 });
  set(bar, { x: left, width: (shots ? (room * count) / shots : 0).toFixed(1) });
  const [low, high] = wilson(count, shots).map((one) => (left + room * one).toFixed(1));
  const middle = ROW / 2;
  set(error, { d: shots ? `M${low} ${middle}H${high}M${low} ${middle - 5}v10M${high} ${middle - 5}v10` : "M0 0" });
  const x = (left + room * (expected ?? 0)).toFixed(1);
  set(wanted, { d: expected === undefined || expected === null ? "M0 0" : `M${x} 3V${ROW - 3}` });
  set(number, { x: left + room + 8 });
  const text = whole(count);
  if (number.textContent !== text) number.textContent = text;
}

// Counts in words, the commonest first.
export function inWords(labels, counts, shots, most = 6) {
  if (!shots) return "No shots yet.";
  const order = labels.map((_, at) => at).sort((a, b) => counts[b] - counts[a] || a - b);
  const told = order.slice(0, most).map((at) => {
    const [low, high] = wilson(counts[at], shots);
    return `${labels[at]} in ${whole(counts[at])}, a share of ${percent(low)} to ${percent(high)}`;
  });
  return `${whole(shots)} shots: ${told.join("; ")}.`;
}
