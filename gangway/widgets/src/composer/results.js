// What a circuit does: amplitudes, and each qubit's own Bloch vector.

import { amplitudes } from "../drawings/amplitudes.js";
import { ball, vectorInWords } from "../drawings/ball.js";
import { html, keep, set, svg } from "../frame/dom.js";
import { fixed, list } from "../frame/words.js";

const RADIUS = 36;
const PURE = 1 - 1e-6;

// Returns {element, draw(state, heading)}; `shows` names the parts.
export function results(shows) {
  const chart = amplitudes();
  const heading = html("p", { class: "heading" });
  const balls = blochs();
  const element = html(
    "div",
    { class: "columns" },
    shows.includes("amplitudes") && html("div", {}, heading, chart.element, balls.verdict),
    shows.includes("bloch") && balls.element,
  );
  return {
    element,
    draw(state, text) {
      if (shows.includes("amplitudes")) {
        heading.textContent = text;
        chart.draw(state);
      }
      balls.draw(state);
    },
  };
}

function blochs() {
  const row = html("div", { class: "balls" });
  const verdict = html("p");
  const drawn = new WeakMap();
  const make = () => {
    const one = ball(RADIUS);
    const picture = svg("svg", { role: "img", viewBox: "-42 -42 84 84", width: 84, height: 84 }, one.element);
    const figure = html("figure", {}, picture, html("figcaption", { class: "mono" }));
    drawn.set(figure, one);
    return figure;
  };
  const update = (figure, vector, qubit) => {
    drawn.get(figure).move(vector);
    const length = fixed(Math.hypot(...vector));
    set(figure.firstChild, { "aria-label": `Bloch vector of qubit ${qubit}: ${vectorInWords(vector)}; length ${length}` });
    const caption = `q${qubit}: ${length}`;
    if (figure.lastChild.textContent !== caption) figure.lastChild.textContent = caption;
  };
  return {
    element: html("div", {}, html("p", { class: "heading" }, "Each qubit by itself: its Bloch vector and its length"), row),
    verdict,
    draw(state) {
      const vectors = Array.from({ length: state.qubits }, (_, qubit) => state.bloch(qubit));
      keep(row, vectors, make, update);
      verdict.textContent = entanglement(vectors);
    },
  };
}

// Which qubits have no pure state of their own, in words.
export function entanglement(vectors) {
  if (vectors.length < 2) return "";
  const mixed = vectors.flatMap((vector, qubit) => (Math.hypot(...vector) < PURE ? [`q${qubit}`] : []));
  return mixed.length ? `Entangled with others: ${list(mixed)}.` : "No qubit is entangled with another.";
}
