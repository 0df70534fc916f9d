// Controls that everybody can use: named, large enough for a finger, worked by keys.

import { html } from "./dom.js";

let numbered = 0;
export const unique = (name) => `gw-${name}-${++numbered}`;

// `mark` stands on the button; `label`, if given, is its name for screen readers and its tooltip.
export function button(mark, press, { label = null, kind = "", ...more } = {}) {
  return html(
    "button",
    { type: "button", class: `button ${kind}`, "aria-label": label, title: label, onclick: press, ...more },
    mark,
  );
}

// A slider with its value beside it. `show(value)` is the value as text; `change(value)` hears every move.
// Returns {element, input, value (get and set)}.
export function slider({ label, min, max, step, value, change, show = String }) {
  const id = unique("slider");
  const output = html("output", { for: id, class: "value" });
  const input = html("input", {
    type: "range", id, min, max, step,
    oninput: () => {
      told();
      change(Number(input.value));
    },
  });
  const told = () => {
    const text = show(Number(input.value));
    if (output.textContent !== text) output.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  input.value = value;
  told();
  return {
    element: html("div", { class: "control" }, html("label", { for: id }, label), input, output),
    input,
    get value() {
      return Number(input.value);
    },
    set value(wanted) {
      input.value = wanted;
      told();
    },
  };
}

// A choice of one: options are [value, text] pairs. Returns {element, input, value (get and set)}.
export function select({ label, options, value, change }) {
  const id = unique("select");
  const input = html(
    "select",
    { id, onchange: () => change(input.value) },
    options.map(([key, text]) => html("option", { value: key }, text)),
  );
  input.value = value;
  return {
    element: html("div", { class: "control" }, html("label", { for: id }, label), input),
    input,
    get value() {
      return input.value;
    },
    set value(wanted) {
      input.value = wanted;
    },
  };
}

// A box to tick. Returns {element, input, value (get and set)}.
export function tick({ label, value, change }) {
  const input = html("input", { type: "checkbox", onchange: () => change(input.checked) });
  input.checked = value;
  return {
    element: html("label", { class: "control tick" }, input, label),
    input,
    get value() {
      return input.checked;
    },
    set value(wanted) {
      input.checked = wanted;
    },
  };
}

// One of a few, as radio buttons in a row: options are [value, text] pairs. {element, value (get and set)}.
export function radio({ label, options, value, change }) {
  const name = unique("radio");
  const inputs = options.map(([key]) => html("input", { type: "radio", name, value: key, onchange: () => change(key) }));
  const choose = (wanted) => inputs.forEach((input) => (input.checked = input.value === wanted));
  choose(value);
  return {
    element: html(
      "fieldset",
      { class: "radio" },
      html("legend", {}, label),
      inputs.map((input, at) => html("label", {}, input, options[at][1])),
    ),
    get value() {
      return inputs.find((input) => input.checked)?.value;
    },
    set value(wanted) {
      choose(wanted);
    },
  };
}

// Controls in a row that wraps; `label` names the group for screen readers.
export const row = (label, ...children) => html("div", { class: "row", role: "group", "aria-label": label }, ...children);
