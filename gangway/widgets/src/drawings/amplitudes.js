// The amplitudes of a state: up to 16 as rows with a dial each, more of them as columns.

import { bitstring } from "../engine/index.js";
import { html, keep, set, svg } from "../frame/dom.js";
import { phaseColour } from "../frame/theme.js";
import { complex, degrees, outcomes, percent } from "../frame/words.js";

const MOST_ROWS = 16;
const RADIUS = 13;
const NOTHING = 5e-4;
const HUES = 24;
const COLUMNS = { width: 640, height: 150, base: 128 };

// Returns {element, draw(state)}.
export function amplitudes() {
  const rows = html("div", { class: "amplitudes" });
  const columns = chart();
  const element = html("div", {}, rows, columns.element);
  return {
    element,
    draw(state) {
      const few = state.size <= MOST_ROWS;
      rows.hidden = !few;
      columns.element.toggleAttribute("hidden", few);
      if (few) drawRows(rows, state);
      else columns.draw(state);
    },
  };
}

function drawRows(rows, state) {
  const shares = state.probabilities();
  const items = Array.from(shares, (share, at) => ({ share, re: state.re[at], im: state.im[at], at }));
  keep(rows, items, makeRow, (row, item) => updateRow(row, item, state.qubits));
}

function makeRow() {
  const dial = svg(
    "svg",
    { viewBox: "-15 -15 30 30", width: 30, height: 30, "aria-hidden": "true", class: "dial" },
    svg("circle", { r: RADIUS, class: "rim" }),
    svg("circle", { class: "fill" }),
    svg("line", { x1: 0, y1: 0, class: "hand" }),
  );
  const bar = html("span", { class: "bar" }, html("span", { class: "filled" }));
  return html(
    "div",
    { class: "amplitude" },
    html("span", { class: "ket mono" }),
    dial,
    html("span", { class: "number mono" }),
    bar,
    html("span", { class: "share" }),
  );
}

function updateRow(row, { share, re, im, at }, qubits) {
  const [ket, dial, number, bar, shown] = row.children;
  const size = Math.sqrt(share);
  const phase = Math.atan2(im, re);
  write(ket, `|${bitstring(at, qubits)}⟩`);
  write(number, complex(re, im, 3));
  write(shown, percent(share));
  const colour = phaseColour(phase);
  dial.children[1].style.fill = colour;
  set(dial.children[1], { r: (RADIUS * size).toFixed(2) });
  set(dial.children[2], {
    x2: (size > NOTHING ? RADIUS * size * Math.cos(phase) : 0).toFixed(2),
    y2: (size > NOTHING ? -RADIUS * size * Math.sin(phase) : 0).toFixed(2),
  });
  bar.firstChild.style.width = `${(100 * share).toFixed(2)}%`;
  bar.firstChild.style.background = colour;
  row.classList.toggle("nothing", size <= NOTHING);
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// Columns as high as the probability, coloured by phase: one path for each of 24 hues.
function chart() {
  const { width, height, base } = COLUMNS;
  const paths = Array.from({ length: HUES }, (_, at) => {
    const path = svg("path");
    path.style.fill = phaseColour((2 * Math.PI * at) / HUES);
    return path;
  });
  const labels = [0, 1].map((end) => svg("text", { x: end * width, y: height - 6, "text-anchor": end ? "end" : "start", class: "mono" }));
  const top = svg("text", { x: 0, y: 12, class: "soft" });
  const axis = svg("path", { d: `M0 ${base}H${width}`, stroke: "var(--edge)" });
  const picture = svg(
    "svg",
    { role: "img", viewBox: `0 0 ${width} ${height}`, width, height, class: "picture" },
    axis, paths, labels, top,
  );
  const words = html("p", { class: "soft" });
  const element = html("div", {}, picture, words);
  return {
    element,
    draw(state) {
      const shares = state.probabilities();
      const highest = shares.reduce((most, one) => Math.max(most, one), 0);
      const pieces = columns(state, shares, highest);
      paths.forEach((path, at) => set(path, { d: pieces[at].join("") || "M0 0" }));
      write(labels[0], `|${bitstring(0, state.qubits)}⟩`);
      write(labels[1], `|${bitstring(state.size - 1, state.qubits)}⟩`);
      write(top, `highest column: ${percent(highest)}`);
      const likeliest = `Likeliest: ${outcomes(shares, state.qubits, 6)}.`;
      write(words, likeliest);
      set(picture, { "aria-label": `Probabilities of ${state.size} bitstrings. ${likeliest}` });
    },
  };
}

function columns(state, shares, highest) {
  const step = COLUMNS.width / state.size;
  const wide = Math.max(0.6, step * 0.8).toFixed(2);
  const pieces = Array.from({ length: HUES }, () => []);
  shares.forEach((share, at) => {
    if (share < 1e-9) return;
    const phase = Math.atan2(state.im[at], state.re[at]);
    const hue = (Math.round((phase * HUES) / (2 * Math.PI)) + HUES) % HUES;
    const high = Math.max(0.8, (share / highest) * (COLUMNS.base - 20)).toFixed(1);
    pieces[hue].push(`M${(at * step + step * 0.1).toFixed(2)} ${COLUMNS.base}h${wide}v-${high}h-${wide}z`);
  });
  return pieces;
}

// What the phase of an amplitude is called, for screen readers: nothing for 0°.
export const phaseWords = (phase) => (Math.abs(phase) < 1e-6 ? "" : ` with phase ${degrees(phase)}`);

// A state in words: the likeliest outcomes with their phases, relative to the first of them.
export function stateInWords(state, most = 4) {
  const shares = state.probabilities();
  const order = Array.from(shares.keys()).filter((at) => shares[at] > NOTHING);
  order.sort((a, b) => shares[b] - shares[a] || a - b);
  const told = order.slice(0, most).map((at) => {
    const phase = phaseWords(Math.atan2(state.im[at], state.re[at]));
    return `${bitstring(at, state.qubits)} ${percent(shares[at])}${phase}`;
  });
  const rest = order.length - told.length;
  return `${told.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}.`;
}
