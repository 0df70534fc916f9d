// The large ball: its arrow, the arrow's trail, and turning it about.

import { VIEW, ball, line, project, vectorInWords } from "../drawings/ball.js";
import { html, set, svg } from "../frame/dom.js";

const RADIUS = 130;
const MARGIN = 30;
const KEYS = { ArrowLeft: [-0.15, 0], ArrowRight: [0.15, 0], ArrowUp: [0, 0.15], ArrowDown: [0, -0.15] };

// Returns {element, draw(vector, trail)}.
export function globe() {
  const one = ball(RADIUS, { labels: true });
  const trail = svg("path", { class: "trail" });
  const shadow = svg("path", { class: "shadow" });
  const half = RADIUS + MARGIN;
  const box = `${-half} ${-half} ${2 * half} ${2 * half}`;
  const drawing = svg("svg", { role: "img", viewBox: box, width: 2 * half, height: 2 * half, class: "picture" }, one.element, shadow, trail);
  const element = html("div", { class: "globe", tabindex: 0, role: "group", "aria-label": "Bloch ball; arrow keys turn the view" }, drawing);
  let [view, last] = [{ ...VIEW }, [[0, 0, 1], []]];
  const draw = (vector, points) => {
    last = [vector, points];
    one.move(vector);
    set(trail, { d: line(points, RADIUS, view) });
    set(shadow, { d: line([vector, [vector[0], vector[1], 0], [0, 0, 0]], RADIUS, view) });
    set(drawing, { "aria-label": `Bloch vector: ${vectorInWords(vector)}; length ${Math.hypot(...vector).toFixed(2)}` });
  };
  const turn = (right, up) => {
    const elevation = Math.max(-1.4, Math.min(1.4, view.elevation + up));
    view = { azimuth: view.azimuth - right, elevation };
    one.turn(view);
    draw(...last);
  };
  listen(element, turn);
  return { element, draw, project: (vector) => project(vector, view) };
}

function listen(element, turn) {
  element.addEventListener("keydown", (event) => {
    if (!KEYS[event.key]) return;
    turn(...KEYS[event.key]);
    event.preventDefault();
    event.stopPropagation();
  });
  let held = null;
  element.addEventListener("pointerdown", (event) => {
    held = [event.clientX, event.clientY];
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!held) return;
    turn((event.clientX - held[0]) / RADIUS, (event.clientY - held[1]) / RADIUS);
    held = [event.clientX, event.clientY];
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => (held = null));
}
