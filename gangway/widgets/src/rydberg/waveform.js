// A waveform of straight pieces: its points are moved by mouse, finger or arrow keys, within limits.

import { keep, set, svg, words } from "../frame/index.js";

const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [46, 14, 12, 24, 132];
const STEP = 50e-9; // of an arrow key to the left or right
const STEPS = 50; // of an arrow key up or down, from the lowest to the highest value

// `change(series)` hears every move. The first point stays at time zero; with `ends`, the outer points stay at zero.
export function waveform({ name, low, high, longest, ends = false, change, choose }) {
  const drawing = svg("svg", { class: "picture wave", role: "group", "aria-label": `${name}, as a line with points`, height: HEIGHT });
  const [axes, line, points] = [svg("g"), svg("path", { class: "line" }), svg("g")];
  drawing.append(axes, line, points);
  let [shown, width] = [null, 0];

  const x = (time) => LEFT + (time / longest) * (width - LEFT - RIGHT);
  const y = (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

  // Move a point, between its neighbours and within the limits.
  function move(index, time, value) {
    const { times, values } = shown;
    const last = times.length - 1;
    const least = index ? times[index - 1] + STEP : 0;
    const most = index === 0 ? 0 : index === last ? longest : times[index + 1] - STEP;
    const held = ends && (index === 0 || index === last);
    const put = (list, entry) => list.map((old, at) => (at === index ? entry : old));
    const rounded = Number((Math.round(clamp(time, least, most) / 1e-9) * 1e-9).toFixed(12));
    shown = { times: put(times, rounded), values: put(values, held ? 0 : Math.round(clamp(value, low, high) / 1e3) * 1e3) };
    change(shown); // keys may come faster than the redrawing
  }

  function drag(event, index) {
    const point = event.currentTarget;
    const ends = new AbortController();
    const listen = (kind, callback) => point.addEventListener(kind, callback, { signal: ends.signal });
    point.setPointerCapture(event.pointerId);
    listen("pointermove", (moved) => {
      const box = drawing.getBoundingClientRect();
      const [px, py] = [((moved.clientX - box.left) * width) / box.width, ((moved.clientY - box.top) * HEIGHT) / box.height];
      move(index, ((px - LEFT) / (width - LEFT - RIGHT)) * longest, high - ((py - TOP) / (HEIGHT - TOP - BOTTOM)) * (high - low));
    });
    for (const end of ["pointerup", "pointercancel"]) listen(end, () => ends.abort());
  }

  function key(event, index) {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!by) return;
    event.preventDefault();
    move(index, shown.times[index] + by[0] * STEP, shown.values[index] + (by[1] * (high - low)) / STEPS);
  }

  function make(_, index) {
    const heard = {
      onpointerdown: (event) => drag(event, index),
      onkeydown: (event) => key(event, index),
      onfocus: () => choose(index),
    };
    const parts = [svg("circle", { class: "target", r: 22 }), svg("circle", { class: "dot", r: 6 })];
    return svg("g", { class: "point", tabindex: 0, role: "button", ...heard }, ...parts);
  }

  function update(point, time, index) {
    const value = shown.values[index];
    set(point, {
      transform: `translate(${x(time).toFixed(1)} ${y(value).toFixed(1)})`,
      "aria-label": `${name}, point ${index}: ${words.fixed(value / 1e6, 1)} rad/µs at ${words.fixed(time * 1e6, 2)} µs. Arrow keys move it.`,
    });
  }

  function frame() {
    const label = (px, py, text, anchor = "end") => svg("text", { x: px, y: py, class: "soft", "text-anchor": anchor }, text);
    const ticks = [0, 1, 2, 3, 4].filter((time) => time * 1e-6 <= longest * 1.001);
    axes.replaceChildren(
      svg("path", { class: "axis", d: `M${LEFT} ${y(0)}H${width - RIGHT}M${LEFT} ${TOP}V${HEIGHT - BOTTOM}` }),
      label(LEFT - 5, TOP + 8, words.fixed(high / 1e6, 0)),
      low ? label(LEFT - 5, HEIGHT - BOTTOM, words.fixed(low / 1e6, 0)) : "",
      ...ticks.map((time) => label(x(time * 1e-6), HEIGHT - 6, time === ticks.at(-1) ? `${time} µs` : time, "middle")),
    );
  }

  function draw(series, wanted) {
    shown = series;
    if (wanted !== width) {
      width = wanted;
      set(drawing, { width, viewBox: `0 0 ${width} ${HEIGHT}` });
      frame();
    }
    set(line, { d: series.times.map((time, at) => `${at ? "L" : "M"}${x(time).toFixed(1)} ${y(series.values[at]).toFixed(1)}`).join("") });
    keep(points, series.times, make, update);
  }

  return { element: drawing, draw };
}

// A series with one more point, halfway along its longest piece; or without one that is not an end.
export function withPoint({ times, values }) {
  const gaps = times.slice(1).map((time, at) => time - times[at]);
  const at = gaps.indexOf(Math.max(...gaps)) + 1;
  const between = (list) => (list[at - 1] + list[at]) / 2;
  return { times: times.toSpliced(at, 0, between(times)), values: values.toSpliced(at, 0, between(values)) };
}

export function withoutPoint({ times, values }, index) {
  if (index <= 0 || index >= times.length - 1) return { times, values };
  return { times: times.toSpliced(index, 1), values: values.toSpliced(index, 1) };
}
