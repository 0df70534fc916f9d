// The bench's pictures: the four axes, and S on its scale.

import { html, set, svg } from "../frame/dom.js";
import { fixed } from "../frame/words.js";
import { CLASSICAL, QUANTUM } from "./game.js";

const DIAL = 62;
const NAMES = ["Alice 0", "Alice 1", "Bob 0", "Bob 1"];

// Both players' axes on a dial each. Returns {element, draw(angles)}.
export function dials() {
  const players = ["Alice", "Bob"].map((name) => {
    const hands = [0, 1].map((at) => svg("g", {}, svg("line", { x1: 0, y1: 0, class: `axis axis-${at}` }), svg("text", { "text-anchor": "middle" }, String(at))));
    const picture = svg("svg", { role: "img", viewBox: "-84 -84 168 168", width: 168, height: 168, class: "picture" }, svg("circle", { r: DIAL, class: "rim" }), hands);
    return { name, hands, picture, element: html("figure", {}, picture, html("figcaption", {}, name)) };
  });
  return {
    element: html("div", { class: "dials" }, players.map((one) => one.element)),
    draw(angles) {
      players.forEach(({ name, hands, picture }, who) => {
        const two = angles.slice(2 * who, 2 * who + 2);
        two.forEach((angle, at) => point(hands[at], angle));
        set(picture, { "aria-label": `${name} measures along ${two[0]}° with setting 0 and along ${two[1]}° with setting 1` });
      });
    },
  };
}

function point(hand, degrees) {
  const [x, y] = [Math.sin((degrees * Math.PI) / 180), -Math.cos((degrees * Math.PI) / 180)];
  set(hand.children[0], { x2: (DIAL * x).toFixed(1), y2: (DIAL * y).toFixed(1) });
  set(hand.children[1], { x: ((DIAL + 12) * x).toFixed(1), y: ((DIAL + 12) * y + 4).toFixed(1) });
}

// S from 0 to 4 with its 95 % error bar. Returns {element, draw(estimate, expected, width)}.
export function scale() {
  const ticks = svg("g");
  const bar = svg("path", { class: "error" });
  const dot = svg("circle", { r: 6, class: "dot", cy: 46 });
  const wanted = svg("path", { class: "wanted" });
  const element = svg("svg", { role: "img", class: "picture" }, ticks, wanted, bar, dot);
  return {
    element,
    draw({ value, error, rounds }, expected, width) {
      const x = (one) => 16 + ((width - 32) * Math.max(0, Math.min(4, one))) / 4;
      set(element, { viewBox: `0 0 ${width} 92`, width, height: 92, "aria-label": scaleInWords(value, error, rounds, expected) });
      ticks.replaceChildren(...marks(x));
      set(wanted, { d: `M${x(Math.abs(expected))} 34v24` });
      dot.toggleAttribute("hidden", value === null);
      if (value === null) return set(bar, { d: "M0 0" });
      const [low, high] = [x(Math.abs(value) - 1.96 * error), x(Math.abs(value) + 1.96 * error)];
      set(dot, { cx: x(Math.abs(value)) });
      set(bar, { d: `M${low} 46H${high}M${low} 39v14M${high} 39v14` });
    },
  };
}

const scaleInWords = (value, error, rounds, expected) =>
  value === null
    ? `S from 0 to 4, with marks at 2 and 2.83; expected ${fixed(expected)}; not measured yet`
    : `S is ${fixed(value)} plus or minus ${fixed(1.96 * error)} after ${rounds} rounds; expected ${fixed(expected)}; marks at 2 and 2.83`;

function marks(x) {
  const plain = [0, 1, 2, 3, 4].map((one) => svg("text", { x: x(one), y: 84, "text-anchor": "middle" }, one));
  return [
    svg("rect", { x: x(0), y: 34, width: x(CLASSICAL) - x(0), height: 24, class: "within" }),
    svg("path", { d: `M${x(0)} 66H${x(4)}`, class: "base" }),
    ...[CLASSICAL, QUANTUM].map((one) => svg("path", { d: `M${x(one)} 26V66`, class: "limit" })),
    svg("text", { x: x(CLASSICAL), y: 18, "text-anchor": "middle" }, "classical: 2"),
    svg("text", { x: x(QUANTUM) + 26, y: 18, "text-anchor": "middle" }, "quantum: 2√2"),
    ...plain,
  ];
}

export { NAMES };
