// The gate under the cursor: its name, its angles, and how to take it out.

import { button, slider } from "../frame/controls.js";
import { html } from "../frame/dom.js";
import { angle, parseAngle } from "../frame/words.js";
import { inWords } from "./text.js";

// Returns {element, show(operation, index)}; `change(index, operation)` and `remove(index)` hear of it.
export function inspector({ change, remove }) {
  const element = html("div", { class: "inspector", hidden: true });
  let [shown, fields, now] = [null, [], null];
  const set = (which, value) => {
    if (!Number.isFinite(value)) return;
    const parameters = now.operation.parameters.map((old, at) => (at === which ? value : old));
    change(now.index, { ...now.operation, parameters });
  };
  const build = (operation) => {
    fields = (operation.parameters ?? []).map((_, which) => field(which, operation, set));
    const head = html("div", { class: "row" }, html("strong", {}), button("Remove", () => remove(now.index)));
    element.replaceChildren(head, ...fields.map((one) => one.element));
  };
  return {
    element,
    show(operation, index) {
      element.hidden = !operation;
      if (!operation) return (shown = null);
      now = { operation, index };
      const key = `${index} ${operation.name} ${operation.targets}`;
      if (key !== shown) build(operation);
      shown = key;
      element.querySelector("strong").textContent = inWords(operation);
      (operation.parameters ?? []).forEach((value, which) => fields[which].show(value));
    },
  };
}

const DEGREE = Math.PI / 180;

function field(which, operation, set) {
  const many = operation.parameters.length > 1;
  const label = many ? `Angle ${which + 1}` : "Angle";
  const turn = slider({
    label, min: -360, max: 360, step: 1, value: operation.parameters[which] / DEGREE,
    show: (degrees) => `${degrees}°`, change: (degrees) => set(which, degrees * DEGREE),
  });
  const typed = html("input", {
    type: "text", "aria-label": `${label}, in radians; pi/2 and 90° will do too`,
    onchange: () => {
      const value = parseAngle(typed.value);
      typed.setAttribute("aria-invalid", String(!Number.isFinite(value)));
      set(which, value);
    },
  });
  return {
    element: html("div", { class: "row" }, turn.element, typed),
    show(value) {
      if (Math.abs(turn.value * DEGREE - value) > DEGREE / 2) turn.value = Math.round(value / DEGREE);
      if (typed.getRootNode().activeElement !== typed) typed.value = angle(value);
    },
  };
}
