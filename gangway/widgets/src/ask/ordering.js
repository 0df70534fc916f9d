// Lines to put in order: dragged by mouse or finger, or moved with buttons and keys.

import { button, html } from "../frame/index.js";
import { drags } from "./drag.js";

export function orderingForm({ lines }, change, frame) {
  const letters = Object.keys(lines);
  let order = [];
  const program = html("ol", { class: "lines program", "aria-label": "Your program" });
  const pool = html("ul", { class: "lines pool", "aria-label": "Lines to choose from" });
  const rows = Object.fromEntries(letters.map((letter) => [letter, row(letter)]));
  const empty = html("li", { class: "soft empty" }, "Drag lines here, or press + beside a line.");

  function row(letter) {
    const named = (what) => `${what} line ${letter}`;
    const parts = {
      add: button("+", () => move(letter, order.length, "add"), { label: named("Add") }),
      up: button("↑", () => move(letter, order.indexOf(letter) - 1, "up"), { label: named("Move up") }),
      down: button("↓", () => move(letter, order.indexOf(letter) + 1, "down"), { label: named("Move down") }),
      out: button("×", () => move(letter, -1, "add"), { label: named("Take out") }),
    };
    const text = html("span", { class: "line" }, html("b", { class: "handle" }, letter), html("code", { class: "mono" }, lines[letter]));
    const element = html("li", { "data-line": letter }, text, html("span", { class: "keys" }, ...Object.values(parts)));
    element.addEventListener("keydown", (event) => keys(event, letter));
    return { element, ...parts };
  }

  // Alt and an arrow move the line that has the focus, whichever of its buttons that is.
  function keys(event, letter) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || !event.altKey || !order.includes(letter)) return;
    event.preventDefault();
    move(letter, order.indexOf(letter) + by, by < 0 ? "up" : "down");
  }

  // Put a line at a place of the program; −1 takes it out. The focus stays on it, on the button `then`.
  function move(letter, to, then = null) {
    const rest = order.filter((other) => other !== letter);
    const place = Math.min(to, rest.length);
    if (to >= 0) rest.splice(place, 0, letter);
    show(rest);
    change(rest);
    frame.say(to < 0 ? `Line ${letter} taken out.` : `Line ${letter} is number ${place + 1} of ${rest.length}.`);
    if (then) [rows[letter][then], rows[letter].up, rows[letter].down, rows[letter].out, rows[letter].add].find(usable)?.focus();
  }

  function show(answer) {
    const wanted = typeof answer === "string" ? [...answer.replaceAll(/[\s,]/g, "")] : answer ?? [];
    order = wanted.filter((letter, at) => letter in rows && wanted.indexOf(letter) === at);
    if (!settled(program, order)) program.replaceChildren(...(order.length ? order.map((one) => rows[one].element) : [empty]));
    const left = letters.filter((letter) => !order.includes(letter));
    if (!settled(pool, left)) pool.replaceChildren(...left.map((one) => rows[one].element));
    for (const letter of letters) dress(rows[letter], order.indexOf(letter));
  }

  function dress({ add, up, down, out }, at) {
    add.hidden = at >= 0;
    for (const one of [up, down, out]) one.hidden = at < 0;
    up.disabled = at === 0;
    down.disabled = at === order.length - 1;
  }

  drags({ program, pool, drop: (letter, to) => move(letter, to) });
  const column = (title, list) => html("div", {}, html("p", { class: "heading", "aria-hidden": "true" }, title), list);
  return { element: html("div", { class: "columns" }, column("Lines", pool), column("Your program", program)), show };
}

const usable = (one) => !one.hidden && !one.disabled;
const settled = (list, wanted) =>
  wanted.length > 0 && [...list.children].map((one) => one.dataset.line).join() === wanted.join();
