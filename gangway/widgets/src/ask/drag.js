// Dragging lines between two lists. The line follows the pointer, a bar shows where it would go, and nothing
// else moves until it is dropped.

import { html } from "../frame/index.js";

// A pointer has to go so far before it drags, in pixels.
const SLACK = 6;

// `drop(letter, place)`: place is a position in `program`, or −1 for the pool.
export function drags({ program, pool, drop }) {
  const bar = html("li", { class: "bar", "aria-hidden": "true" });
  for (const list of [program, pool])
    list.addEventListener("pointerdown", (event) => {
      const row = event.target.closest("[data-line]");
      const held = event.pointerType === "touch" ? ".handle" : "[data-line]"; // a finger elsewhere scrolls the page
      if (!row || !event.isPrimary || event.button !== 0 || event.target.closest("button")) return;
      if (event.target.closest(held)) follow(event, row);
    });

  function follow(begin, row) {
    let place = null;
    const ends = new AbortController();
    const listen = (name, callback) => row.addEventListener(name, callback, { signal: ends.signal });
    row.setPointerCapture(begin.pointerId);
    listen("pointermove", (event) => {
      const [dx, dy] = [event.clientX - begin.clientX, event.clientY - begin.clientY];
      if (place === null && Math.hypot(dx, dy) < SLACK) return;
      row.classList.add("dragged");
      row.style.transform = `translate(${dx}px, ${dy}px)`;
      place = placeAt(event, row);
      mark(place, row);
    });
    const end = (dropped) => {
      ends.abort();
      bar.remove();
      row.classList.remove("dragged");
      row.style.transform = "";
      if (dropped && place !== null) drop(row.dataset.line, place);
    };
    listen("pointerup", () => end(true));
    listen("pointercancel", () => end(false));
    listen("keydown", (event) => event.key === "Escape" && end(false));
  }

  const others = (row) => [...program.querySelectorAll("[data-line]")].filter((one) => one !== row);

  function placeAt({ clientX, clientY }, row) {
    const [to, from] = [program, pool].map((list) => list.getBoundingClientRect());
    if (outside(to, clientX, clientY) > outside(from, clientX, clientY)) return -1;
    const middles = others(row).map((one) => one.getBoundingClientRect()).map(({ top, height }) => top + height / 2);
    return middles.filter((middle) => middle < clientY).length;
  }

  function mark(place, row) {
    if (place < 0) bar.remove();
    else if (others(row)[place] !== bar.nextElementSibling || !bar.isConnected)
      program.insertBefore(bar, others(row)[place] ?? null);
  }
}

// How far a point is from a box.
function outside({ left, right, top, bottom }, x, y) {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}
