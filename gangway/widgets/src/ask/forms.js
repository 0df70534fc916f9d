// How each kind of question is answered. A form is {element, show(answer)}; it calls `change(answer)`.

import { html, radio, slider, unique, words } from "../frame/index.js";
import { orderingForm } from "./ordering.js";

const FORMS = {
  choice: choiceForm,
  ordering: orderingForm,
  "predict-distribution": distributionForm,
  "predict-interval": intervalForm,
};

export function formOf(question, frame, change) {
  return FORMS[question.form](question, change, frame);
}

// Text with code between backquotes.
export function prose(text) {
  const pieces = text.split("`");
  if (pieces.length % 2 === 0) return [text];
  return pieces.map((piece, at) => (at % 2 ? html("code", { class: "mono" }, piece) : piece));
}

function choiceForm({ options }, change) {
  const entries = Object.entries(options).map(([letter, text]) => [
    letter,
    html("span", { class: "option" }, html("b", {}, letter), html("span", {}, ...prose(text))),
  ]);
  const chosen = radio({ label: html("span", { class: "unseen" }, "Choose one"), options: entries, value: null, change });
  chosen.element.classList.add("options");
  return { element: chosen.element, show: (answer) => (chosen.value = answer) };
}

function distributionForm({ width }, change) {
  const total = html("p", { class: "soft", role: "status" });
  const keys = Array.from({ length: 2 ** width }, (_, at) => at.toString(2).padStart(width, "0"));
  const sliders = keys.map((bits) =>
    slider({ label: html("span", { class: "mono" }, bits), min: 0, max: 100, step: 1, value: 0, show: (v) => `${v} %`, change: told }),
  );
  function told() {
    change(Object.fromEntries(keys.map((bits, at) => [bits, sliders[at].value])));
  }
  return {
    element: html("div", {}, ...sliders.map(({ element }) => element), total),
    show(answer) {
      const values = keys.map((bits) => answer?.[bits] ?? 0);
      const sum = values.reduce((a, b) => a + b, 0);
      values.forEach((value, at) => (sliders[at].value = sum > 1.01 ? value : 100 * value));
      total.textContent = `Together ${words.percent(sum > 1.01 ? sum / 100 : sum)}; it must be 100 %.`;
    },
  };
}

function intervalForm({ unit, confidence }, change) {
  const ends = ["at least", "at most"].map((label) => {
    const id = unique("end");
    const input = html("input", { id, type: "number", inputmode: "decimal", class: "end", oninput: () => change(values()) });
    return { input, element: html("div", { class: "row" }, html("label", { for: id }, label), input) };
  });
  const values = () => ends.map(({ input }) => (input.value.trim() === "" ? null : Number(input.value)));
  const asked = `I am ${words.percent(confidence)} sure that it will be${unit ? ` (${unit})` : ""}`;
  return {
    element: html("fieldset", {}, html("legend", {}, asked), html("div", { class: "row" }, ends.map(({ element }) => element))),
    show(answer) {
      ends.forEach(({ input }, at) => {
        const shown = Array.isArray(answer) ? answer[at] : null;
        if ((input.value === "" ? null : Number(input.value)) !== shown) input.value = shown ?? "";
      });
    },
  };
}
