// Gates as text: what someone types, and the program as Braket's code.

import { GATES } from "../engine/index.js";
import { angle, parseAngle } from "../frame/words.js";

const ALIASES = { cx: "cnot", ccx: "ccnot", toffoli: "ccnot", id: "i", sx: "v", sdg: "si", tdg: "ti", p: "phaseshift", cp: "cphaseshift" };

// "rx 0 pi/2" or "rx(pi/2) 0" -> {operation}, or {problem: a sentence}. Qubits first, then angles.
export function parse(text, qubits) {
  const [word = "", ...rest] = text.trim().toLowerCase().replace(/[(),]/g, " ").split(/\s+/);
  const name = ALIASES[word] ?? word;
  const gate = Object.hasOwn(GATES, name) ? GATES[name] : null;
  if (!gate) return { problem: `“${word}” is no gate that is known here. Try h, x, rx or cnot, then its qubits.` };
  const example = `Write it as: ${usage(name)}`;
  if (rest.length !== gate.qubits + gate.parameters) return { problem: `“${word}” takes ${needs(gate)}. ${example}` };
  const [targets, parameters] = split(text, rest, gate);
  if (targets.some((qubit) => !/^q?\d+$/.test(qubit))) return { problem: `A qubit is a number from 0 to ${qubits - 1}. ${example}` };
  const numbers = targets.map((qubit) => Number(qubit.replace("q", "")));
  if (numbers.some((qubit) => qubit >= qubits)) return { problem: `This circuit has the qubits 0 to ${qubits - 1}. Add a qubit first.` };
  if (new Set(numbers).size < numbers.length) return { problem: `“${word}” needs different qubits. ${example}` };
  const angles = parameters.map(parseAngle);
  if (angles.some((one) => !Number.isFinite(one))) return { problem: `An angle is a number or a part of π, such as 0.5 or pi/2. ${example}` };
  return { operation: { name, targets: numbers, ...(angles.length && { parameters: angles }) } };
}

// In "rx(pi/2) 0", as OpenQASM has it, the angles come first.
function split(text, words, gate) {
  const anglesFirst = /^\s*\w+\s*\([^)]*\)\s*[\w,\s]+$/.test(text) && gate.parameters > 0;
  return anglesFirst
    ? [words.slice(gate.parameters), words.slice(0, gate.parameters)]
    : [words.slice(0, gate.qubits), words.slice(gate.qubits)];
}

const counted = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;
const needs = ({ qubits, parameters }) =>
  counted(qubits, "qubit") + (parameters ? ` and ${counted(parameters, "angle")}` : "");

function usage(name) {
  const { qubits, parameters } = GATES[name];
  return [name, ...Array.from({ length: qubits }, (_, at) => at), ...Array(parameters).fill("pi/2")].join(" ");
}

// The program in Braket's words, one gate to a line.
export function code({ operations }) {
  const calls = operations.filter(({ name }) => name !== "barrier").map(call);
  return `Circuit()${calls.map((one) => `\n    .${one}`).join("")}`;
}

function call({ name, targets, parameters = [], controls = [], control_state: states = [], power = 1 }) {
  const parts = [...targets, ...parameters.map((value) => Number(value.toFixed(12)))];
  if (controls.length) parts.push(`control=[${controls.join(", ")}]`);
  if (states.some((state) => state === 0)) parts.push(`control_state=[${states.join(", ")}]`);
  if (power !== 1) parts.push(`power=${power}`);
  return `${name}(${parts.join(", ")})`;
}

// An operation in words, for screen readers.
export function inWords({ name, targets, parameters = [], controls = [], control_state: states = [] }) {
  const own = GATES[name]?.controls ?? 0;
  const switches = [...targets.slice(0, own).map((qubit) => `${qubit}`), ...controls.map((qubit, at) => `${qubit}${states[at] === 0 ? " being 0" : ""}`)];
  const acted = targets.slice(own).join(" and ");
  const angles = parameters.length ? ` by ${parameters.map(angle).join(", ")}` : "";
  return `${name}${angles} on qubit ${acted}${switches.length ? `, controlled by qubit ${switches.join(" and ")}` : ""}`;
}
