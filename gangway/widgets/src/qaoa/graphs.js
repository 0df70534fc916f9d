// Graphs to start from, and a graph as a drawing: its vertices on a circle, coloured by the side of a cut.

import { set, svg, words } from "../frame/index.js";

const ring = (vertices) => Array.from({ length: vertices }, (_, at) => [at, (at + 1) % vertices, 1]);
const joined = (pairs) => pairs.map(([u, v, weight = 1]) => [u, v, weight]);

export const GRAPHS = {
  triangle: ["triangle", { vertices: 3, edges: ring(3) }],
  square: ["ring of 4", { vertices: 4, edges: ring(4) }],
  pentagon: ["ring of 5", { vertices: 5, edges: ring(5) }],
  house: ["house, 5 vertices", { vertices: 5, edges: joined([[0, 1], [1, 2], [2, 3], [3, 0], [2, 4], [3, 4]]) }],
  prism: ["prism, 6 vertices", { vertices: 6, edges: joined([[0, 1], [1, 2], [2, 0], [3, 4], [4, 5], [5, 3], [0, 3], [1, 4], [2, 5]]) }],
  weighted: ["weighted, 5 vertices", { vertices: 5, edges: joined([[0, 1, 2], [1, 2, 1], [2, 3, 1.5], [3, 4, 0.5], [4, 0, 1], [1, 3, 2]]) }],
  petersen: ["Petersen, 10 vertices", { vertices: 10, edges: joined([...ring(5), ...ring(5).map(([u]) => [u, u + 5]), ...ring(5).map(([u]) => [u + 5, ((u + 2) % 5) + 5])]) }],
};

const SIZE = 190;

// Draw a graph into an <svg>; `bits` is a cut, vertex 0 first, or null.
export function drawGraph(drawing, { vertices, edges }, bits) {
  const centre = SIZE / 2;
  const at = Array.from({ length: vertices }, (_, vertex) => {
    const turn = (2 * Math.PI * vertex) / vertices - Math.PI / 2;
    return [centre + (centre - 20) * Math.cos(turn), centre + (centre - 20) * Math.sin(turn)];
  });
  const lines = edges.map(([u, v, weight]) =>
    svg("line", { x1: at[u][0], y1: at[u][1], x2: at[v][0], y2: at[v][1], class: bits && bits[u] !== bits[v] ? "cut" : "edge", "stroke-width": 1 + Math.min(4, 1.5 * Math.abs(weight)) }),
  );
  const dots = at.map(([x, y], vertex) =>
    svg("g", { transform: `translate(${x} ${y})`, class: bits?.[vertex] === "1" ? "one" : "zero" }, svg("circle", { r: 13 }), svg("text", { "text-anchor": "middle", dy: 4 }, vertex)),
  );
  drawing.replaceChildren(...lines, ...dots);
  set(drawing, { viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, role: "img", "aria-label": told(vertices, edges, bits) });
}

function told(vertices, edges, bits) {
  const joins = edges.map(([u, v, weight]) => `${u}–${v}${weight === 1 ? "" : ` of weight ${weight}`}`).join(", ");
  const sides = ["0", "1"].map((side) => [...(bits ?? "")].flatMap((bit, at) => (bit === side ? [at] : [])));
  const cut = bits ? ` The best sampled cut parts ${words.list(sides[0]) || "none"} from ${words.list(sides[1]) || "none"}.` : "";
  return `A graph of ${vertices} vertices with the edges ${joins}.${cut}`;
}
