// The QAOA landscape: the expected cut over both angles of one layer, a path over it, and the cuts sampled there.

import { bitstring, fresh, random, sample } from "./engine/index.js";
import { button, html, instrument, keep, select, slider, svg, words } from "./frame/index.js";
import { cuts, distribution, energy, problem, uphill } from "./qaoa/energy.js";
import { GRAPHS, drawGraph } from "./qaoa/graphs.js";
import { BETA, GAMMA, landscape } from "./qaoa/landscape.js";
import css from "./qaoa/style.css";

const SHOTS = 100;
const LONGEST_PATH = 200;

function create(frame) {
  const surface = landscape((point, kept) => go(point, kept));
  const graphs = select({
    label: "Graph",
    options: [["", "–"], ...Object.entries(GRAPHS).map(([name, [text]]) => [name, text])],
    value: "",
    change: (name) => GRAPHS[name] && frame.set({ graph: GRAPHS[name][1], path: [last()], seed: 0 }),
  });
  const angles = [["γ", GAMMA], ["β", BETA]].map(([label, max], axis) =>
    slider({
      label, min: 0, max, step: 0.001, value: 0, show: (value) => words.fixed(value, 3),
      change: (value) => go(last().map((old, at) => (at === axis ? value : old)), false),
    }),
  );
  const graphDrawing = svg("svg", { class: "graph picture" });
  const figures = html("p", {});
  const sampled = html("p", {});
  const histogram = html("div", { class: "histogram", role: "img" });
  const parts = html("div", {},
    html("div", { class: "columns" },
      html("div", {}, surface.element, ...angles.map(({ element }) => element),
        html("div", { class: "row" }, button("Step uphill", climb), button("Clear path", () => frame.set({ path: [last()], seed: 0 })))),
      html("div", {}, graphDrawing, figures,
        html("div", { class: "row" }, button(`Sample ${SHOTS} cuts`, () => frame.set({ seed: fresh() + 1 }), { kind: "first" })),
        sampled, histogram)),
  );
  frame.body.append(graphs.element, parts);

  const last = () => frame.get("path").at(-1);

  function go(point, kept) {
    const path = frame.get("path");
    frame.set({ path: [...(kept ? path : path.slice(0, -1)), point].slice(-LONGEST_PATH), seed: 0 });
  }

  function climb() {
    go(surface.inside(uphill(frame.get("graph"), last())), true);
  }

  // A column's width, asked of the page once for each width of the frame: asking makes it lay out everything.
  let column = { of: 0, width: 0 };

  function show(graph, point) {
    if (column.of !== frame.width || !column.width) column = { of: frame.width, width: surface.element.clientWidth };
    const width = column.width || frame.width;
    const all = cuts(graph);
    const best = Math.max(...all);
    const mean = energy(graph, ...point);
    const guess = graph.edges.reduce((sum, [, , weight]) => sum + weight, 0) / 2;
    const told = `At γ ${words.fixed(point[0])}, β ${words.fixed(point[1])} the expected cut is ${words.fixed(mean)}.`;
    figures.textContent = `${told} Guessing gives ${words.fixed(guess)}; the largest cut is ${words.fixed(best)}.`;
    surface.draw({ graph, points: frame.get("path"), width, told });
    draws(graph, point, all);
    frame.say(told);
  }

  // The histogram of cuts: exact shares hollow, sampled ones filled.
  function draws(graph, point, all) {
    const shares = distribution(graph, ...point);
    const seed = frame.get("seed");
    const counts = seed ? sample(shares, SHOTS, random(seed)) : null;
    const levels = [...new Set(all.map((cut) => Number(cut.toFixed(9))))].sort((a, b) => b - a);
    const rows = levels.map((level) => {
      const of = (list) => all.reduce((sum, cut, at) => (Math.abs(cut - level) < 1e-8 ? sum + list[at] : sum), 0);
      return { level, share: of(shares), count: counts ? of(counts) : null };
    });
    const most = Math.max(...rows.map(({ share, count }) => Math.max(share, (count ?? 0) / SHOTS)));
    keep(histogram, rows.flatMap((row) => [["level", row], ["bar", row], ["count", row]]), () => html("span"), (cell, entry) => fill(cell, entry, most));
    histogram.setAttribute("aria-label", rows.map(({ level, share, count }) => `cut ${level}: ${words.percent(share)}${count === null ? "" : `, sampled ${count}`}`).join("; "));
    const found = counts ? summary(all, counts) : null;
    sampled.textContent = found ? `${SHOTS} samples: mean ${words.fixed(found.mean)} ± ${words.fixed(found.error)}, best ${words.fixed(found.best)}. The best of many says little about the angles; the mean does.` : "";
    drawGraph(graphDrawing, graph, found && bitstring(found.at, graph.vertices));
  }

  return {
    draw() {
      const [graph, point] = [frame.get("graph"), last()];
      const wrong = problem(graph);
      frame.trouble(wrong);
      parts.hidden = Boolean(wrong);
      if (wrong) return;
      graphs.value = nameOf(graph);
      angles.forEach((angle, axis) => {
        if (Math.abs(angle.value - point[axis]) > 6e-4) angle.value = point[axis];
      });
      show(graph, point);
    },
  };
}

// The name of a graph on offer, or nothing.
function nameOf({ vertices, edges }) {
  const same = ([, [, one]]) => one.vertices === vertices && JSON.stringify(one.edges) === JSON.stringify(edges);
  return Object.entries(GRAPHS).find(same)?.[0] ?? "";
}

function fill(cell, [kind, { level, share, count }], most) {
  cell.className = kind;
  if (kind === "level") cell.textContent = `cut ${Number(level.toFixed(2))}`;
  else if (kind === "count") cell.textContent = count === null ? words.percent(share) : `${count} of ${SHOTS}`;
  else keep(cell, [["expected", share], ...(count === null ? [] : [["sampled", count / SHOTS]])], () => html("i"), (bar, [name, size]) => {
    bar.className = name;
    bar.style.width = `${(100 * size) / most}%`;
    bar.style.visibility = size > 1e-6 ? "" : "hidden";
  });
}

// The mean of the sampled cuts with its 95 % error, and the best with its bitstring's index.
function summary(all, counts) {
  const shots = counts.reduce((a, b) => a + b, 0);
  const mean = counts.reduce((sum, count, at) => sum + count * all[at], 0) / shots;
  const variance = counts.reduce((sum, count, at) => sum + count * (all[at] - mean) ** 2, 0) / (shots - 1);
  const at = counts.reduce((best, count, one) => (count && (best < 0 || all[one] > all[best]) ? one : best), -1);
  return { mean, error: 1.96 * Math.sqrt(variance / shots), best: all[at], at };
}

export default instrument({ title: "QAOA landscape", traits: ["graph", "path", "seed"], css, create });
