// The judge of exercises that are data: the same findings as autograder/checks/{choice,ordering,prediction}.py,
// from the same data. A test compares both on every such exercise of the course.

import { Malformed, accept } from "./accept.js";
import { general, sentences } from "./saying.js";

const [LIKELY, PLAUSIBLE] = [10, 50];
const SHOWN_AT_ONCE = 2;
const TOO_WIDE = 2;

const FINDINGS = {
  choice,
  ordering,
  "predict-distribution": misconception,
  "predict-interval": calibration,
};

// {outcome, score, codes, said}: the outcome in the words of findings.Outcome; `said` is what a learner is
// shown, a list of sentences for each of at most two findings.
export function judge(data, answer) {
  let outcome;
  let findings;
  try {
    findings = [...FINDINGS[data.form](data, accept(data, answer))];
    outcome = findings.every(({ credit }) => credit === 1) ? "passed" : "wrong";
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    findings = [error.finding];
    outcome = error.outcome;
  }
  findings.sort((a, b) => (a.credit === 1) - (b.credit === 1) || a.rank - b.rank);
  return {
    outcome,
    score: outcome === "passed" ? data.points : 0,
    codes: findings.map(({ code }) => code),
    said: findings.slice(0, SHOWN_AT_ONCE).map((finding) => sentences(finding, data.messages)),
  };
}

const finding = (code, values, rank, credit = 0) => ({ code, values, rank, credit });

function* choice({ right, says, options }, answer) {
  if (!right.includes(answer)) yield finding(says[answer], { option: answer, text: options[answer] }, LIKELY);
}

function* ordering(data, answer) {
  const { distractors, plans, says } = data;
  for (const letter of answer)
    if (distractors.includes(letter)) yield finding(says[letter], about(data, letter), LIKELY);
  const used = answer.filter((letter) => !distractors.includes(letter));
  const plan = nearest(plans, used);
  const missing = plan.needed.filter((letter) => !used.includes(letter));
  if (missing.length) yield finding("line-missing", { missing: missing.length }, LIKELY + 1);
  for (const letter of used)
    if (!plan.needed.includes(letter)) yield finding("line-not-needed", about(data, letter), LIKELY + 2);
  yield* order(data, plan, used, !missing.length);
}

// The plan whose lines differ least from those used; the first of several.
function nearest(plans, used) {
  const apart = ({ needed }) =>
    needed.filter((letter) => !used.includes(letter)).length + used.filter((letter) => !needed.includes(letter)).length;
  return plans.reduce((best, plan) => (apart(plan) < apart(best) ? plan : best));
}

function* order(data, plan, used, complete) {
  const kept = used.filter((letter) => plan.needed.includes(letter));
  const place = (letter) => kept.indexOf(letter);
  const wrong = plan.before
    .filter(([first, late]) => place(first) >= 0 && place(late) >= 0 && place(late) < place(first))
    .map(([first, late]) => [late, first]);
  const named = data.says_order.filter(([early, after]) => wrong.some(([a, b]) => a === early && b === after));
  for (const [early, after, code] of named) yield finding(code, about(data, early, after), LIKELY);
  if (wrong.length && !named.length) {
    yield finding("wrong-order", {}, PLAUSIBLE);
    const [early, after] = wrong.reduce((best, pair) => (comesBefore(pair, best, place) ? pair : best));
    yield finding("line-too-early", about(data, early, after), PLAUSIBLE + 1);
  } else if (complete && !wrong.length && plan.orders && !plan.orders.some((one) => one.join() === kept.join())) {
    yield finding("wrong-order", {}, PLAUSIBLE);
  }
}

const comesBefore = ([a, b], [c, d], place) => place(a) - place(c) < 0 || (a === c && place(b) < place(d));

function about({ lines }, line, after = "") {
  return { line, code: lines[line], after, after_code: lines[after] ?? "" };
}

// The remark that names the misconception nearest to a predicted distribution, if one is near.
function* misconception({ misconceptions, tolerance }, predicted) {
  const distances = Object.entries(misconceptions).map(([code, named]) => [distance(predicted, named), code]);
  if (!distances.length) return;
  const [apart, code] = distances.reduce((best, one) => (one[0] < best[0] ? one : best));
  if (apart <= tolerance) yield finding(code, {}, LIKELY, 1);
}

function distance(first, second) {
  const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
  return [...keys].reduce((sum, key) => sum + Math.abs((first[key] ?? 0) - (second[key] ?? 0)), 0) / 2;
}

// The remark about an interval: how often it holds what comes out.
function* calibration(data, [low, high]) {
  const [truthLow, truthHigh] = data.truth;
  const values = {
    low: short(low),
    high: short(high),
    truth_low: short(truthLow),
    truth_high: short(truthHigh),
    confidence: short(100 * data.confidence),
    coverage: percent(coverage(data, low, high)),
    unit: data.unit,
  };
  yield finding(calibrationCode(data, low, high), values, LIKELY, 1);
}

function calibrationCode(data, low, high) {
  const [truthLow, truthHigh] = data.truth;
  const [width, wanted] = [high - low, truthHigh - truthLow];
  if (low === high && truthLow !== truthHigh) return "point-value";
  if (high < truthLow || low > truthHigh) return "interval-misses";
  if (coverage(data, low, high) < 1 - 2 * (1 - data.confidence))
    return width < wanted ? "interval-too-narrow" : "interval-off-centre";
  return width > TOO_WIDE * wanted ? "interval-too-wide" : "interval-calibrated";
}

// The probability that the outcome lies from low to high, both ends included.
export function coverage({ values, cumulative }, low, high) {
  const upTo = (count) => (count ? cumulative[count - 1] : 0);
  const below = values.filter((value) => value < low).length;
  const within = values.filter((value) => value <= high).length;
  return Math.max(0, upTo(within) - upTo(below));
}

const percent = (share) => general(100 * share, share < 0.995 || share === 1 ? 3 : 4);
const short = (value) => (Number.isInteger(value) ? value : Number(general(value, 4)));
