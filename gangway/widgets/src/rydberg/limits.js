// What a device allows, and what it would refuse: the figures come from the catalogue (SI units).

import * as words from "../frame/words.js";

const micro = (value, digits = 2) => `${words.fixed(value * 1e6, digits).replace(/\.?0+$/, "")} µ`;
const mega = (value) => `${words.fixed(value / 1e6, 1)} rad/µs`;

// Sentences on what `limits.device` would refuse of a design.
export function refusals({ positions, amplitude, detuning }, limits) {
  return [...ofAtoms(positions, limits), ...ofRabi(amplitude, limits), ...ofDetuning(detuning, limits)];
}

function* ofAtoms(positions, { width, height, spacing_min: least }) {
  const [xs, ys] = [0, 1].map((axis) => positions.map((one) => one[axis]));
  if (span(xs) > width || span(ys) > height)
    yield `The register is larger than ${micro(width, 0)}m × ${micro(height, 0)}m.`;
  for (let j = 0; j < positions.length; j += 1)
    for (let k = 0; k < j; k += 1) {
      const apart = Math.hypot(positions[j][0] - positions[k][0], positions[j][1] - positions[k][1]);
      if (apart > 0 && apart < least - 1e-12)
        yield `Atoms ${k} and ${j} are ${micro(apart)}m apart; the least is ${micro(least)}m.`;
    }
}

const span = (values) => Math.max(...values) - Math.min(...values);

function* ofRabi(series, { rabi_frequency_max: most, rabi_slew_rate_max: slew, ...rest }) {
  if (Math.max(...series.values) > most * 1.000001) yield `Ω is above ${mega(most)}.`;
  if (Math.min(...series.values) < 0) yield "Ω is below zero.";
  if (series.values[0] !== 0 || series.values.at(-1) !== 0) yield "Ω must begin and end at zero.";
  yield* ofSeries("Ω", series, slew, rest);
}

function* ofDetuning(series, { detuning_max: most, detuning_slew_rate_max: slew, ...rest }) {
  if (Math.max(...series.values.map(Math.abs)) > most * 1.000001) yield `Δ is beyond ±${mega(most)}.`;
  yield* ofSeries("Δ", series, slew, rest);
}

function* ofSeries(name, { times, values }, slew, { time_max: longest, time_step_min: least }) {
  if (times.at(-1) > longest + 1e-12) yield `${name} lasts longer than ${micro(longest)}s.`;
  const steps = times.slice(1).map((time, place) => time - times[place]);
  if (steps.some((step) => step < least - 1e-12))
    yield `Two points of ${name} are closer than ${words.fixed(least * 1e9, 0)} ns.`;
  const steepest = Math.max(0, ...steps.map((step, place) => Math.abs(values[place + 1] - values[place]) / step));
  if (steepest > slew * 1.000001) yield `${name} changes faster than ${words.fixed(slew / 1e12, 0)} rad/µs².`;
}

const um = 1e-6;
const at = (x, y) => [x, y].map((value) => Number((value * um).toFixed(9)));
const chain = (count, step = 5.5) => Array.from({ length: count }, (_, place) => at(place * step, 0));
const ring = (count, radius) =>
  Array.from({ length: count }, (_, place) => {
    const turn = (2 * Math.PI * place) / count;
    return at(Math.round(Math.cos(turn) * radius * 10) / 10, Math.round(Math.sin(turn) * radius * 10) / 10);
  });
const grid = (columns, rows, step = 5.5) =>
  Array.from({ length: columns * rows }, (_, place) => at((place % columns) * step, Math.floor(place / columns) * step));

// Registers to start from: name -> [text, positions].
export const REGISTERS = {
  pair: ["two atoms", chain(2)],
  chain: ["a chain of five", chain(5)],
  ring: ["a ring of six", ring(6, 5.5)],
  grid: ["a grid of 2 × 3", grid(3, 2)],
  eight: ["a chain of eight", chain(8)],
};
