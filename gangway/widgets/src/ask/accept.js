// When an answer is well-formed: what autograder/kinds.py asks of an option, lines, a distribution and an
// interval. Answers are JSON's own values; null is an answer that was not given.

import { general } from "./saying.js";

// An answer that can't be judged, with the finding that says why.
export class Malformed extends Error {
  constructor(code, values = {}, outcome = "malformed answer") {
    super(code);
    Object.assign(this, { finding: { code, values, credit: 0, rank: 50 }, outcome });
  }
}

const nothing = () => new Malformed("no-answer", {}, "no answer");
const NAMES = { boolean: "True or False", number: "a number", string: "text" };
const called = (answer) => NAMES[typeof answer] ?? (Array.isArray(answer) ? "a list" : "a dictionary");
const wrongType = (answer, expected) => new Malformed("wrong-type", { given: called(answer), expected });

function holdsNothing(answer) {
  if (answer === null || answer === undefined) return true;
  return typeof answer === "object" && Object.values(answer).some(holdsNothing);
}

const ACCEPT = {
  choice: option,
  ordering: lines,
  "predict-distribution": distribution,
  "predict-interval": interval,
};

// The answer in the form that the judge works with; throws Malformed.
export function accept(data, answer) {
  if (holdsNothing(answer)) throw nothing();
  return ACCEPT[data.form](data, answer);
}

function option({ options, expected }, answer) {
  if (typeof answer !== "string") throw wrongType(answer, expected);
  const chosen = answer.trim().replace(/^[().]+|[().]+$/g, "").toLowerCase();
  if (!chosen) throw nothing();
  const known = Object.keys(options);
  if (!known.includes(chosen))
    throw new Malformed("unknown-option", { given: answer.slice(0, 40), options: known.join(", ") });
  return chosen;
}

function lines(data, answer) {
  const known = Object.keys(data.lines);
  const chosen = typeof answer === "string" ? letters(answer, known) : answer;
  if (!Array.isArray(chosen) || chosen.some((line) => typeof line !== "string")) throw wrongType(answer, data.expected);
  const order = chosen.map((line) => line.trim().toLowerCase());
  if (!order.length) throw nothing();
  const unknown = order.find((line) => !known.includes(line));
  if (unknown !== undefined)
    throw new Malformed("unknown-option", { given: unknown.slice(0, 40), options: known.join(", ") });
  const repeated = [...new Set(order.filter((line, at) => order.indexOf(line) !== at))].sort();
  if (repeated.length) throw new Malformed("repeated-line", { given: repeated.join(", ") });
  return order;
}

function letters(text, known) {
  const words = text.replaceAll(",", " ").split(/\s+/).filter(Boolean);
  const [first] = words;
  const joined =
    words.length === 1 && !known.includes(first.toLowerCase()) && [...first].every((one) => known.includes(one));
  return joined ? [...first] : words;
}

const TOLERANCE = 0.005;
const LEAST_SHOTS = 10;

function distribution({ width, expected }, answer) {
  if (typeof answer !== "object" || Array.isArray(answer)) throw wrongType(answer, expected);
  const entries = Object.entries(answer).map(([key, value]) => [bits(key), probability(value)]);
  sameWidths(entries.map(([key]) => key));
  if (entries.every(([, value]) => value === 0)) throw nothing();
  const given = entries[0][0].length;
  if (given !== width) throw new Malformed("wrong-width", { given, expected: width });
  return scaled(entries);
}

function bits(key) {
  if (!/^[01]+$/.test(key)) throw new Malformed("not-a-bitstring", { given: key.slice(0, 40) });
  return key;
}

function probability(value) {
  if (typeof value !== "number") throw new Malformed("not-a-probability", { given: called(value) });
  if (value < 0) throw new Malformed("negative-probability", { given: value });
  return value;
}

function sameWidths(keys) {
  const lengths = keys.map((key) => key.length);
  const [least, most] = [Math.min(...lengths), Math.max(...lengths)];
  if (keys.length && least !== most) {
    const [shortest, longest] = [least, most].map((length) => keys.find((key) => key.length === length));
    throw new Malformed("mixed-widths", { given: `'${shortest}' and '${longest}'` });
  }
}

// Percentages and counts as shares.
function scaled(entries) {
  const total = entries.reduce((sum, [, value]) => sum + value, 0);
  const whole = [1, 100].some((size) => Math.abs(total - size) <= TOLERANCE * size);
  const counted = total >= LEAST_SHOTS && total < Infinity && entries.every(([, value]) => Number.isInteger(value));
  if (!whole && !counted) throw new Malformed("not-normalised", { given: general(total, 4) });
  return Object.fromEntries(entries.map(([key, value]) => [key, value / total]));
}

function interval({ low, high, expected }, answer) {
  const fits = Array.isArray(answer) && answer.length === 2 && answer.every((end) => typeof end === "number");
  if (!fits) throw wrongType(answer, expected);
  if (answer[0] > answer[1]) throw new Malformed("reversed-interval", { low: answer[0], high: answer[1] });
  if (answer[0] < low || answer[1] > high) throw new Malformed("outside-range", { low, high });
  return answer;
}
