// The Bloch ball, seen a little from above with x towards you, y to the right and z up.

import { set, svg } from "../frame/dom.js";
import { fixed } from "../frame/words.js";

export const VIEW = { azimuth: Math.PI / 7, elevation: Math.PI / 10 };

// Where a point of the unit ball is drawn: [right, down, towards you].
export function project([x, y, z], { azimuth, elevation } = VIEW) {
  const [ca, sa] = [Math.cos(azimuth), Math.sin(azimuth)];
  const [ce, se] = [Math.cos(elevation), Math.sin(elevation)];
  return [-sa * x + ca * y, ca * se * x + sa * se * y - ce * z, ca * ce * x + sa * ce * y + se * z];
}

const TURN = Array.from({ length: 49 }, (_, at) => (2 * Math.PI * at) / 48);
const CIRCLES = [
  (t) => [Math.cos(t), Math.sin(t), 0],
  (t) => [Math.cos(t), 0, Math.sin(t)],
  (t) => [0, Math.cos(t), Math.sin(t)],
];

const place = (point, radius, view) =>
  project(point, view).slice(0, 2).map((one) => (radius * one).toFixed(1)).join(" ");

export const line = (points, radius, view) =>
  points.length ? `M${points.map((point) => place(point, radius, view)).join("L")}` : "M0 0";

export const vectorInWords = (vector) => vector.map((part, at) => `${"xyz"[at]} ${fixed(part)}`).join(", ");

// A ball with one arrow. `labels` are drawn at the ends of z and of x and y.
// Returns {element (an SVG group), move(vector), turn(view)}.
export function ball(radius, { labels = false } = {}) {
  const rings = CIRCLES.map(() => svg("path", { class: "ring" }));
  const axes = svg("path", { class: "axes" });
  const arrow = svg("line", { x1: 0, y1: 0, class: "arrow" });
  const tip = svg("circle", { r: Math.max(3.5, radius / 22), class: "tip" });
  const marks = labels ? NAMED.map(([text]) => svg("text", { class: "mark" }, text)) : [];
  const element = svg("g", { class: "ball" }, svg("circle", { r: radius, class: "skin" }), rings, axes, marks, arrow, tip);
  let [now, seen] = [[0, 0, 1], VIEW];
  const move = (vector) => {
    now = vector;
    const [x, y] = project(vector, seen).map((one) => (radius * one).toFixed(1));
    set(arrow, { x2: x, y2: y });
    set(tip, { cx: x, cy: y });
  };
  const turn = (view) => {
    seen = view;
    CIRCLES.forEach((circle, at) => set(rings[at], { d: line(TURN.map(circle), radius, view) }));
    set(axes, { d: AXES.map((axis) => line(axis, radius, view)).join("") });
    marks.forEach((mark, at) => {
      const [x, y] = project(NAMED[at][1], view).map((one) => one * (radius + 14));
      set(mark, { x: x.toFixed(1), y: (y + 4).toFixed(1), "text-anchor": "middle" });
    });
    move(now);
  };
  turn(VIEW);
  return { element, move, turn };
}

const AXES = [[[-1, 0, 0], [1, 0, 0]], [[0, -1, 0], [0, 1, 0]], [[0, 0, -1], [0, 0, 1]]];
const NAMED = [
  ["|0⟩", [0, 0, 1]],
  ["|1⟩", [0, 0, -1]],
  ["x", [1, 0, 0]],
  ["y", [0, 1, 0]],
];
