// The surface as a picture in colours, the path on it, and a point that is moved by pointer and keys.

import { html, keep, set, svg, words } from "../frame/index.js";
import { surface } from "./energy.js";

export const GAMMA = Math.PI;
export const BETA = Math.PI / 2;
const [COLUMNS, ROWS, LEFT, BOTTOM, HEIGHT] = [97, 49, 34, 34, 250];
const STEP = Math.PI / 96;

// Nuñez, Anderton and Renslow's cividis at seven places (PLoS ONE 13, e0199239): colour-blind eyes read it too.
const COLOURS = [[0, 34, 78], [42, 63, 108], [87, 93, 109], [125, 124, 120], [166, 157, 117], [211, 193, 100], [254, 232, 56]];

function colour(share) {
  const at = Math.min(COLOURS.length - 1.000001, Math.max(0, share * (COLOURS.length - 1)));
  const [low, part] = [Math.floor(at), at % 1];
  return COLOURS[low].map((from, channel) => from + part * (COLOURS[low + 1][channel] - from));
}

// `go(point, kept)`: kept points lengthen the path, others move its end.
export function landscape(go) {
  const canvas = html("canvas", { width: COLUMNS, height: ROWS, "aria-hidden": "true" });
  const path = svg("polyline", { class: "path" });
  const [dots, end] = [svg("g"), svg("g", { class: "end" }, svg("circle", { r: 9 }), svg("circle", { r: 3, class: "core" }))];
  const axes = svg("g");
  const overlay = svg("svg", { "aria-hidden": "true", class: "overlay picture" }, axes, path, dots, end);
  const stage = html("div", { class: "landscape", tabindex: 0, role: "application", "aria-roledescription": "surface", onpointerdown: point, onkeydown: key }, canvas, overlay);
  const scale = html("p", { class: "soft" });
  let [shown, drawn, range] = [[0, 0], null, [0, 1]];
  let width = 0;

  const x = (gamma) => LEFT + (gamma / GAMMA) * (width - LEFT);
  const y = (beta) => (1 - beta / BETA) * (HEIGHT - BOTTOM);
  const inside = ([gamma, beta]) => [Math.min(GAMMA, Math.max(0, gamma)), Math.min(BETA, Math.max(0, beta))];

  function place({ clientX, clientY }) {
    const box = stage.getBoundingClientRect();
    const [px, py] = [((clientX - box.left) * width) / box.width, ((clientY - box.top) * HEIGHT) / box.height];
    return inside([((px - LEFT) / (width - LEFT)) * GAMMA, (1 - py / (HEIGHT - BOTTOM)) * BETA]);
  }

  // A press sets a point and lengthens the path; pulling it along moves that point.
  function point(event) {
    if (event.button !== 0) return;
    stage.setPointerCapture(event.pointerId);
    go(place(event), true);
    const ends = new AbortController();
    stage.addEventListener("pointermove", (moved) => go(place(moved), false), { signal: ends.signal });
    for (const over of ["pointerup", "pointercancel"]) stage.addEventListener(over, () => ends.abort(), { signal: ends.signal });
  }

  function key(event) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Enter" || event.key === " ") go(shown, true);
    else if (by) go((shown = inside([shown[0] + by[0] * STEP, shown[1] + by[1] * STEP])), false);
    else return;
    event.preventDefault();
  }

  function paint(graph) {
    const values = surface(graph, [COLUMNS, GAMMA], [ROWS, BETA]);
    range = [Math.min(...values), Math.max(...values)];
    const image = new ImageData(COLUMNS, ROWS);
    values.forEach((value, at) => {
      const [row, column] = [Math.floor(at / COLUMNS), at % COLUMNS];
      const share = (value - range[0]) / (range[1] - range[0] || 1);
      image.data.set([...colour(share), 255], 4 * ((ROWS - 1 - row) * COLUMNS + column));
    });
    canvas.getContext("2d").putImageData(image, 0, 0);
    scale.textContent = `Dark is low, bright is high: expected cut from ${words.fixed(range[0])} to ${words.fixed(range[1])}.`;
  }

  function frame() {
    const text = (px, py, label, anchor = "middle") => svg("text", { x: px, y: py, "text-anchor": anchor, class: "soft" }, label);
    const gammas = [[0, "0"], [GAMMA / 2, "π/2"], [GAMMA, "π"]].map(([at, label], place) => text(x(at), HEIGHT - 17, label, ["start", "middle", "end"][place]));
    const betas = [[0, "0"], [BETA / 2, "π/4"], [BETA, "π/2"]].map(([at, label], place) => text(LEFT - 5, y(at) + [0, 4, 10][place], label, "end"));
    axes.replaceChildren(...gammas, ...betas, text(x(GAMMA / 2), HEIGHT - 2, "γ"), text(6, y(BETA * 0.75) + 4, "β"));
    set(overlay, { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT });
    canvas.style.cssText = `left:${LEFT}px;width:${width - LEFT}px;height:${HEIGHT - BOTTOM}px`;
    stage.style.cssText = `width:${width}px;height:${HEIGHT}px`;
  }

  function draw({ graph, points, width: wanted, told }) {
    shown = points.at(-1);
    if (wanted !== width) {
      width = wanted;
      frame();
    }
    if (graph !== drawn) paint((drawn = graph));
    const at = points.map((one) => [x(one[0]), y(one[1])]);
    set(path, { points: at.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(" ") });
    keep(dots, at.slice(0, -1), () => svg("circle", { r: 3.5 }), (dot, [cx, cy]) => set(dot, { cx, cy }));
    set(end, { transform: `translate(${at.at(-1)[0].toFixed(1)} ${at.at(-1)[1].toFixed(1)})` });
    set(stage, { "aria-label": `The expected cut over γ and β. ${told} Arrow keys move the point, Enter keeps it.` });
  }

  return { element: html("div", {}, stage, scale), draw, inside, best: () => range[1] };
}
