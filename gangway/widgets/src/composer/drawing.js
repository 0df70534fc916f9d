// The circuit as a drawing: wires from left to right, qubit 0 on top.

import { GATES } from "../engine/index.js";
import { html, keep, set, svg } from "../frame/dom.js";
import { angle } from "../frame/words.js";
import { columns, qubitsOf, span } from "./layout.js";

export const CELL = 52;
const LABEL = 40;
const BOX = 38;
const SPARE = 2; // free columns behind the last gate

// How a gate's box reads, where it is not its name in capitals.
const MARKS = { i: "I", si: "S†", ti: "T†", v: "√X", vi: "√X†", rx: "Rx", ry: "Ry", rz: "Rz", phaseshift: "P", u: "U", gphase: "φ", unitary: "U", iswap: "iSW", pswap: "pSW", csdg: "S†" };
const BASES = { cnot: "x", ccnot: "x", cy: "y", cz: "z", ccz: "z", ch: "h", cs: "s", csdg: "si", cv: "v", c3sx: "v", cphaseshift: "phaseshift", crx: "rx", cry: "ry", crz: "rz", cu3: "u", cu: "u", cswap: "swap" };
export const mark = (name) => MARKS[name] ?? name.toUpperCase();

const centre = (column) => LABEL + CELL * column + CELL / 2;
const wire = (qubit) => CELL * qubit + CELL / 2;

// The number of columns that are drawn for a program.
export const drawn = (program) => Math.max(4, 1 + Math.max(-1, ...columns(program.operations, program.qubits)) + SPARE);

// The column and qubit under a point of the drawing, in its own pixels.
export function placeOf(x, y, program) {
  const column = Math.floor((x - LABEL) / CELL);
  const qubit = Math.floor(y / CELL);
  const inside = column >= 0 && qubit >= 0 && qubit < program.qubits;
  return inside ? { column: Math.min(column, drawn(program) - 1), qubit } : null;
}

// Draw the program into `surface` (an <svg>): gates behind `steps` are pale, the cursor and marked wires shown.
export function draw(surface, program, { steps, cursor, marked = [] }) {
  const at = columns(program.operations, program.qubits);
  const width = LABEL + CELL * drawn(program);
  const height = CELL * program.qubits;
  const [under, places, gates] = surface.children;
  if (surface.getAttribute("viewBox") !== `0 0 ${width} ${height}`) under.replaceChildren(...wires(program, width));
  set(surface, { viewBox: `0 0 ${width} ${height}`, width, height });
  places.replaceChildren(...pointer(cursor, marked));
  keep(gates, program.operations, () => svg("g"), (group, operation, index) => {
    if (inside.get(group) !== operation) group.replaceChildren(...gate(operation));
    inside.set(group, operation);
    set(group, { class: `gate${index >= steps ? " later" : ""}`, "data-index": index, transform: `translate(${centre(at[index])} 0)` });
  });
}

// What each group shows, so that only gates that have changed are drawn again.
const inside = new WeakMap();

function wires({ qubits }, width) {
  return Array.from({ length: qubits }, (_, qubit) => [
    svg("text", { x: 4, y: wire(qubit) + 4, class: "mono" }, `q${qubit}`),
    svg("path", { d: `M${LABEL - 8} ${wire(qubit)}H${width}`, class: "wire" }),
  ]).flat();
}

function pointer(cursor, marked) {
  const places = marked.map((place) => ({ ...place, kind: "marked" }));
  if (cursor) places.push({ ...cursor, kind: "cursor" });
  return places.map(({ column, qubit, kind }) =>
    svg("rect", { x: centre(column) - CELL / 2 + 2, y: CELL * qubit + 2, width: CELL - 4, height: CELL - 4, rx: 6, class: kind }),
  );
}

function gate(operation) {
  const { name, targets, parameters = [], controls = [], control_state: states = [] } = operation;
  if (!qubitsOf(operation).length) return [svg("text", { y: 12, "text-anchor": "middle" }, `φ ${parameters.map(angle)}`)];
  const own = GATES[name]?.controls ?? 0;
  const base = BASES[name] ?? name;
  const switches = [...targets.slice(0, own).map((qubit) => [qubit, 1]), ...controls.map((qubit, at) => [qubit, states[at] ?? 1])];
  const [first, last] = span(operation);
  const parts = [];
  if (first < last) parts.push(svg("path", { d: `M0 ${wire(first)}V${wire(last)}`, class: "link" }));
  parts.push(...switches.map(([qubit, state]) => svg("circle", { cy: wire(qubit), r: 6, class: state ? "control-dot" : "control-dot open" })));
  parts.push(...targets.slice(own).flatMap((qubit) => body(base, qubit, switches.length > 0, parameters)));
  return parts;
}

function body(base, qubit, controlled, parameters) {
  const y = wire(qubit);
  if (base === "x" && controlled)
    return [svg("circle", { cy: y, r: 14, class: "ring" }), svg("path", { d: `M-14 ${y}H14M0 ${y - 14}V${y + 14}`, class: "link" })];
  if (base === "swap") return [svg("path", { d: `M-9 ${y - 9}L9 ${y + 9}M9 ${y - 9}L-9 ${y + 9}`, class: "link thick" })];
  const text = mark(base);
  const angles = parameters.filter((value) => typeof value === "number").map(angle).join(" ");
  return [
    svg("rect", { x: -BOX / 2, y: y - BOX / 2, width: BOX, height: BOX, rx: 5, class: "box" }),
    svg("text", { y: y + (angles ? -1 : 5), "text-anchor": "middle", class: `name${text.length > 3 ? " long" : ""}` }, text.slice(0, 6)),
    angles && svg("text", { y: y + 13, "text-anchor": "middle", class: "angle", textLength: angles.length > 6 ? BOX - 4 : null, lengthAdjust: "spacingAndGlyphs" }, angles),
  ].filter(Boolean);
}

export const surface = () => svg("svg", { "aria-hidden": "true", class: "circuit" }, svg("g"), svg("g"), svg("g"));
export const stage = (drawing, handlers) =>
  html("div", { class: "stage", tabindex: 0, role: "application", "aria-roledescription": "circuit", ...handlers }, drawing);
