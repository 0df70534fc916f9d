// The noise bench: a circuit, how often things go wrong, and what is left of the answer.

import { draw as drawCircuit, surface } from "./composer/drawing.js";
import { inWords, parse } from "./composer/text.js";
import { bitstring, problem } from "./engine/index.js";
import { button, html, instrument, keep, select, slider, unique, words } from "./frame/index.js";
import { compare, tooWide } from "./noise/model.js";
import css from "./noise/style.css";

const MOST_QUBITS = 5;
const MOST_ROWS = 8;
const OWN = "";
const SLIDERS = {
  one: ["Error of a gate on one qubit", 0.05, 0.0001],
  two: ["Error of a gate on two", 0.2, 0.0001],
  readout: ["Error of reading a qubit", 0.2, 0.0001],
  decay: ["1 falls to 0, in each step", 0.2, 0.0001],
  dephasing: ["Phase flips, in each step", 0.2, 0.0001],
};

const gate = (name, ...targets) => ({ name, targets });
const ghz = (qubits) => ({
  qubits,
  operations: [gate("h", 0), ...Array.from({ length: qubits - 1 }, (_, at) => gate("cnot", at, at + 1))],
});
const CIRCUITS = {
  bell: ["Bell pair", ghz(2)],
  ghz3: ["GHZ, 3 qubits", ghz(3)],
  ghz5: ["GHZ, 5 qubits", ghz(5)],
  there: ["there and back: 10 CNOT", { qubits: 2, operations: [gate("x", 0), ...Array(10).fill(gate("cnot", 0, 1))] }],
  wait: ["put 1 and wait 5 steps", { qubits: 1, operations: [gate("x", 0), ...Array(5).fill(gate("i", 0))] }],
};

function create(frame) {
  const drawing = surface();
  const circuits = select({
    label: "Circuit",
    options: [["", "–"], ...Object.entries(CIRCUITS).map(([key, [name]]) => [key, name])],
    value: "",
    change: (key) => CIRCUITS[key] && frame.set({ program: CIRCUITS[key][1], notice: "" }),
  });
  const typed = adding();
  const machines = frame.get("machines");
  const machine = select({
    label: "Errors as published for",
    options: [[OWN, "– (your own)"], ...machines.map(({ name, label }) => [name, label])],
    value: OWN,
    change: (name) => frame.set({ machine: name, ...(name !== OWN && { rates: ratesOf(name) }) }),
  });
  const sliders = Object.fromEntries(
    Object.entries(SLIDERS).map(([name, [label, max, step]]) => [
      name,
      slider({
        label, min: 0, max, step, value: 0, show: (value) => words.percent(value, 2),
        change: (value) => frame.set({ rates: { ...frame.get("rates"), [name]: value }, machine: OWN }),
      }),
    ]),
  );
  const said = html("p", { class: "soft" });
  const figures = html("p", { class: "figures" });
  const rows = html("div", { class: "pairs", role: "img" });
  frame.body.append(
    html("div", { class: "columns" },
      html("div", {},
        circuits.element,
        html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "The circuit" }, drawing),
        typed.element,
      ),
      html("div", {}, machine.element, said, ...Object.values(sliders).map(({ element }) => element)),
    ),
    figures,
    html("p", { class: "soft" }, key("ideal"), "ideal   ", key("measured"), "with noise (qubit 0 leftmost)"),
    rows,
    html("p", { class: "soft" }, "A model, not a machine: random Pauli errors, decay and misread bits, the same on every qubit."),
  );

  const ratesOf = (name) => machines.find((one) => one.name === name).rates;

  function adding() {
    const id = unique("gate");
    const input = html("input", { type: "text", id, autocapitalize: "off", autocomplete: "off", spellcheck: "false", placeholder: "cnot 0 1" });
    const add = (event) => {
      event.preventDefault();
      const program = frame.get("program");
      const { operation, problem: wrong } = parse(input.value, program.qubits);
      if (wrong) return frame.trouble(wrong);
      input.value = "";
      frame.set({ program: { ...program, operations: [...program.operations, operation] }, notice: "" });
    };
    const undo = () => frame.set({ program: { ...frame.get("program"), operations: frame.get("program").operations.slice(0, -1) } });
    const form = html("form", { class: "row", onsubmit: add }, html("label", { for: id }, "Gate"), input, html("button", { class: "button" }, "Add"), button("Remove last", undo));
    return { element: form };
  }

  function show({ ideal, measured, moved, fidelity, purity }, qubits) {
    keep(figures, [
      ["fidelity of the state", fidelity.toFixed(4)],
      ["of the shots go elsewhere", words.percent(moved, 2)],
      ["purity", purity.toFixed(4)],
    ], () => html("span"), (span, [name, value]) => span.replaceChildren(html("b", {}, value), ` ${name}`));
    const entries = ranked(ideal, measured, qubits);
    keep(rows, entries.flatMap((one) => [["bits", one], ["pair", one], ["numbers", one]]), () => html("span"), cell);
    const told = entries.map(({ bits, wanted, found }) => `${bits}: ideal ${words.percent(wanted)}, with noise ${words.percent(found)}`);
    rows.setAttribute("aria-label", told.join("; "));
    frame.say(`Fidelity ${words.fixed(fidelity, 3)}; ${words.percent(moved)} of the shots go elsewhere.`);
  }

  return {
    draw() {
      const [program, rates, name] = [frame.get("program"), frame.get("rates"), frame.get("machine")];
      for (const rate of Object.keys(SLIDERS)) if (sliders[rate].value !== rates[rate]) sliders[rate].value = rates[rate];
      machine.value = name;
      circuits.value = nameOf(program);
      said.textContent = machines.find((one) => one.name === name)?.note ?? "";
      const wrong = problem(program, { most: MOST_QUBITS }) ?? tooWide(program);
      frame.trouble(wrong ?? (frame.get("notice") || null));
      rows.hidden = figures.hidden = Boolean(wrong);
      if (wrong) return;
      drawCircuit(drawing, program, { steps: Infinity });
      drawing.parentElement.setAttribute("aria-label", `The circuit: ${program.operations.map(inWords).join("; ") || "no gates yet"}`);
      show(compare(program, rates), program.qubits);
    },
  };
}

// The name of a circuit on offer, or nothing.
function nameOf(program) {
  const same = ([, [, one]]) => JSON.stringify(one) === JSON.stringify(program);
  return Object.entries(CIRCUITS).find(same)?.[0] ?? "";
}

const key = (kind) => html("span", { class: `key ${kind}`, "aria-hidden": "true" });

function ranked(ideal, measured, qubits) {
  const size = (at) => Math.max(ideal[at], measured[at]);
  const order = [...ideal.keys()].sort((a, b) => size(b) - size(a) || a - b).slice(0, MOST_ROWS);
  const most = Math.max(...order.map(size));
  return order.sort((a, b) => a - b).map((at) => ({ bits: bitstring(at, qubits), wanted: ideal[at], found: measured[at], most }));
}

function cell(span, [kind, { bits, wanted, found, most }]) {
  span.className = kind === "bits" ? "mono" : kind;
  if (kind === "bits") span.textContent = bits;
  else if (kind === "numbers") span.textContent = `${words.percent(wanted)} → ${words.percent(found)}`;
  else keep(span, [["ideal", wanted], ["measured", found]], () => html("i"), (bar, [name, share]) => {
    bar.className = name;
    bar.style.width = `${(100 * share) / most}%`;
    bar.style.visibility = share > 0 ? "" : "hidden";
  });
}

export default instrument({ title: "Noise bench", traits: ["program", "rates", "machine", "notice"], css, create });
