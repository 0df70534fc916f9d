// The register: atoms in the plane, moved by mouse, finger or arrow keys. Lengths are in metres.

import { html, keep, set, svg, words } from "../frame/index.js";

const GRID = 0.5e-6; // what a drag and an arrow key snap to
const FINE = 0.1e-6; // with Shift
const LEAST = 26e-6; // the smallest width that is shown
const HEIGHT = 240;

export function plane({ move, remove }) {
  const drawing = svg("svg", { class: "picture plane", role: "group", height: HEIGHT });
  const [scale, links, rings, atoms] = ["scale", "links", "rings", "atoms"].map((name) => svg("g", { class: name }));
  drawing.append(rings, links, scale, atoms);
  let shown = null;

  const at = (point) => [shown.left + point[0] * shown.zoom, shown.top - point[1] * shown.zoom];
  // The keys may come faster than the redrawing.
  function put(index, position) {
    shown.positions = shown.positions.map((old, place) => (place === index ? position : old));
    move(index, position);
  }

  const snapped = (value, step) => Number((Math.round(value / step) * step).toFixed(9));

  function drag(event, index) {
    const atom = event.currentTarget;
    const [x, y] = shown.positions[index];
    const stretch = (drawing.getBoundingClientRect().width || shown.width) / shown.width;
    const [zoom, step] = [shown.zoom * stretch, event.shiftKey ? FINE : GRID];
    const ends = new AbortController();
    const listen = (name, callback) => atom.addEventListener(name, callback, { signal: ends.signal });
    shown.held = true;
    atom.setPointerCapture(event.pointerId);
    listen("pointermove", (moved) => {
      const dx = (moved.clientX - event.clientX) / zoom;
      const dy = (event.clientY - moved.clientY) / zoom;
      put(index, [snapped(x + dx, step), snapped(y + dy, step)]);
    });
    for (const end of ["pointerup", "pointercancel"])
      listen(end, () => {
        shown.held = false;
        ends.abort();
      });
  }

  function key(event, index) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Delete" || event.key === "Backspace") remove(index);
    else if (by) {
      const step = event.shiftKey ? FINE : GRID;
      put(index, shown.positions[index].map((value, axis) => snapped(value + by[axis] * step, step)));
    } else return;
    event.preventDefault();
  }

  function make(_, index) {
    return svg(
      "g",
      { class: "atom", tabindex: 0, role: "button", onpointerdown: (event) => drag(event, index), onkeydown: (event) => key(event, index) },
      svg("circle", { class: "target", r: 22 }),
      svg("circle", { class: "shell", r: 11 }),
      svg("circle", { class: "excited" }),
      svg("text", { "text-anchor": "middle", dy: 4 }),
    );
  }

  function update(atom, position, index) {
    const [x, y] = at(position);
    const density = shown.densities?.[index];
    const [, , excited, name] = atom.children;
    const told = density === undefined ? "" : `, excited in ${words.percent(density)} of shots`;
    set(atom, {
      transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`,
      "aria-label": `Atom ${index} at ${microns(position)}${told}. Arrow keys move it, Delete removes it.`,
    });
    set(excited, { r: (11 * Math.sqrt(density ?? 0)).toFixed(2) });
    name.textContent = index;
  }

  // Fit the view to the register; not while an atom is held.
  function fit(positions, width) {
    if (shown?.held && shown.width === width) return shown;
    const [xs, ys] = [0, 1].map((axis) => positions.map((one) => one[axis]));
    const [low, high] = [(list) => Math.min(...list, Infinity), (list) => Math.max(...list, -Infinity)];
    const middle = (list) => (list.length ? (low(list) + high(list)) / 2 : 0);
    const room = Math.max(LEAST, high(xs) - low(xs) + 8e-6, ((high(ys) - low(ys) + 8e-6) * width) / HEIGHT);
    const zoom = width / room;
    return { width, zoom, left: width / 2 - middle(xs) * zoom, top: HEIGHT / 2 + middle(ys) * zoom };
  }

  function draw({ positions, radius, densities, width }) {
    shown = { ...fit(positions, width), positions, densities };
    set(drawing, { width, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-label": told(positions, radius) });
    const near = pairs(positions, radius);
    keep(links, near, () => svg("line"), (line, [a, b]) => {
      const [from, to] = [at(positions[a]), at(positions[b])];
      set(line, { x1: from[0], y1: from[1], x2: to[0], y2: to[1] });
    });
    const size = Number.isFinite(radius) ? (radius * shown.zoom) / 2 : 0;
    keep(rings, positions, () => svg("circle"), (ring, position) => {
      const [x, y] = at(position);
      set(ring, { cx: x, cy: y, r: size.toFixed(1) });
    });
    keep(scale, [0], ruler, (group) => set(group.firstChild, { d: `M10 ${HEIGHT - 12}h${5e-6 * shown.zoom}m0 -4v8M10 ${HEIGHT - 16}v8` }));
    keep(atoms, positions, make, update);
  }

  const ruler = () => svg("g", {}, svg("path", { class: "ruler" }), svg("text", { x: 14, y: HEIGHT - 18, class: "soft" }, "5 µm"));
  return { element: html("div", {}, drawing), draw, focus: (index) => atoms.children[index]?.focus() };
}

export const microns = ([x, y]) => `${words.fixed(x * 1e6, 1)}, ${words.fixed(y * 1e6, 1)} µm`;

// The pairs of atoms that are closer than the blockade radius.
export function pairs(positions, radius) {
  return positions.flatMap((one, j) =>
    positions
      .map((other, k) => [j, k, Math.hypot(one[0] - other[0], one[1] - other[1])])
      .filter(([, k, apart]) => k > j && apart < radius),
  );
}

function told(positions, radius) {
  if (!Number.isFinite(radius)) return `${positions.length} atoms; the drive is off.`;
  const near = pairs(positions, radius).map(([a, b]) => `${a} and ${b}`);
  const blocked = near.length ? `Closer than that: ${words.list(near)}.` : "No two are closer than that.";
  return `${positions.length} atoms. Blockade radius ${words.fixed(radius * 1e6, 1)} µm. ${blocked}`;
}
