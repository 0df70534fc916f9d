// The composer's buttons, and the line to type gates in.

import { GATES, MOST_QUBITS } from "../engine/index.js";
import { button, row, unique } from "../frame/controls.js";
import { html } from "../frame/dom.js";
import { mark } from "./drawing.js";

// Undo and the number of qubits, and stepping. Returns {edits, steps, draw(editor, broken)}.
export function toolbar(editor) {
  const undo = button("Undo", () => editor.undo());
  const redo = button("Redo", () => editor.redo());
  const clear = button("Clear", () => editor.clear());
  const fewer = button("− qubit", () => editor.widen(-1), { label: "Remove the last qubit" });
  const more = button("+ qubit", () => editor.widen(1), { label: "Add a qubit" });
  const first = button("|◀", () => editor.step(0), { label: "To the start" });
  const back = button("◀", () => editor.step(editor.steps - 1), { label: "One gate back" });
  const on = button("▶", () => editor.step(editor.steps + 1), { label: "One gate on" });
  const last = button("▶|", () => editor.step(Infinity), { label: "To the end" });
  const where = html("span", { class: "soft" });
  return {
    edits: row("Edit", undo, redo, clear, fewer, more),
    steps: row("Step through", first, back, on, last, where),
    draw({ history, program, steps }, broken) {
      const all = program?.operations?.length ?? 0;
      undo.disabled = !history.past.length;
      redo.disabled = !history.future.length;
      fewer.disabled = broken || program.qubits <= 1;
      more.disabled = broken || program.qubits >= MOST_QUBITS;
      first.disabled = back.disabled = steps <= 0;
      on.disabled = last.disabled = steps >= all;
      where.textContent = `gate ${steps} of ${all}`;
    },
  };
}

// The gates to choose from. Returns {element, draw(armed, qubits)}.
export function palette(names, editor) {
  const known = names.filter((name) => Object.hasOwn(GATES, name));
  const buttons = known.map((name) => button(mark(name), () => editor.arm(name), { "data-gate": name, "aria-pressed": "false", title: title(name) }));
  const element = html("div", { class: "row palette", role: "group", "aria-label": "Gates" }, buttons);
  return {
    element,
    draw(armed, qubits) {
      buttons.forEach((one, at) => {
        one.setAttribute("aria-pressed", String(known[at] === armed));
        one.disabled = GATES[known[at]].qubits > qubits;
      });
    },
  };
}

function title(name) {
  const { qubits, parameters } = GATES[name];
  return `${name}: ${qubits} qubit${qubits > 1 ? "s" : ""}${parameters ? `, ${parameters} angle${parameters > 1 ? "s" : ""}` : ""}`;
}

// A line to type a gate in; `type(text)` returns what is wrong with it, or null.
export function typing(type) {
  const id = unique("type");
  const wrong = html("p", { class: "notice", role: "alert", hidden: true });
  const input = html("input", { id, type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", placeholder: "rx 0 pi/2" });
  const submit = (event) => {
    event.preventDefault();
    const sentence = input.value.trim() ? type(input.value) : null;
    wrong.hidden = !sentence;
    wrong.textContent = sentence ?? "";
    if (!sentence) input.value = "";
  };
  const form = html("form", { class: "row typed", onsubmit: submit }, html("label", { for: id }, "Type a gate"), input, html("button", { class: "button", type: "submit" }, "Add"));
  return html("div", {}, form, wrong);
}
