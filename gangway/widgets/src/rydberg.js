// The Rydberg bench: place atoms, draw the drive, see what comes out.

import { bitstring } from "./engine/index.js";
import { button, html, instrument, keep, select, words } from "./frame/index.js";
import { C6, Impossible, MAX_ATOMS, blockadeRadius, evolution } from "./rydberg/evolution.js";
import { REGISTERS, refusals } from "./rydberg/limits.js";
import { plane } from "./rydberg/plane.js";
import css from "./rydberg/style.css";
import { waveform, withPoint, withoutPoint } from "./rydberg/waveform.js";

const MOST_BARS = 8;
// Milliseconds of one frame that go into drawing and the evolution, if they are enough for a step of it.
const SLICE = 6;

function create(frame) {
  const limits = frame.get("limits");
  let [running, shares, chosen] = [null, null, null];
  const design = () => frame.get("design");
  const change = (part) => frame.set({ design: { ...design(), ...part } });

  const register = plane({
    move: (index, position) => change({ positions: design().positions.map((old, at) => (at === index ? position : old)) }),
    remove,
  });
  const presets = select({
    label: "Start from",
    options: [["", "–"], ...Object.entries(REGISTERS).map(([name, [text]]) => [name, text])],
    value: "",
    change: (name) => REGISTERS[name] && change({ positions: REGISTERS[name][1] }),
  });
  const waves = {
    amplitude: wave("amplitude", "Rabi frequency Ω", 0, limits.rabi_frequency_max, true),
    detuning: wave("detuning", "Detuning Δ", -limits.detuning_max / 2.5, limits.detuning_max / 2.5, false),
  };
  const blockade = html("p", { class: "soft" });
  const bars = html("div", { class: "bars", role: "img" });
  const state = html("p", { class: "soft" });
  const refused = html("ul", { class: "refused" });
  frame.body.append(
    html("div", { class: "columns" },
      html("div", {},
        html("p", { class: "heading" }, "Register"), register.element, blockade,
        html("div", { class: "row" }, presets.element, button("Add atom", add), button("Remove atom", () => remove(design().positions.length - 1))),
      ),
      html("div", {},
        html("p", { class: "heading" }, "Rabi frequency Ω, rad/µs"), waves.amplitude.element,
        html("p", { class: "heading" }, "Detuning Δ, rad/µs"), waves.detuning.element,
        html("div", { class: "row" }, button("Add point", addPoint), button("Remove point", removePoint)),
      ),
    ),
    refused,
    html("p", { class: "heading" }, "What a measurement at the end gives (1: Rydberg state, atom 0 leftmost)"),
    bars, state,
  );

  function wave(name, label, low, high, ends) {
    return waveform({
      name: label, low, high, ends, longest: limits.time_max,
      change: (series) => change({ [name]: series, ...sameEnd(name, series) }),
      choose: (index) => (chosen = { name, index }),
    });
  }

  // Both waveforms and the phase end together, as a program must.
  function sameEnd(name, { times }) {
    const end = times.at(-1);
    const parts = ["amplitude", "detuning", "phase"].filter((other) => other !== name);
    return Object.fromEntries(parts.map((other) => [other, endingAt(design()[other], end)]));
  }

  function add() {
    const { positions } = design();
    const last = positions.at(-1) ?? [-5.5e-6, 0];
    change({ positions: [...positions, [Number((last[0] + 5.5e-6).toFixed(9)), last[1]]] });
  }

  function remove(index) {
    change({ positions: design().positions.toSpliced(index, 1) });
    register.focus(Math.max(0, index - 1));
  }

  function addPoint() {
    const name = chosen?.name ?? "detuning";
    change({ [name]: withPoint(design()[name]) });
  }

  function removePoint() {
    if (chosen) change({ [chosen.name]: withoutPoint(design()[chosen.name], chosen.index) });
  }

  // Compute a little in every frame, until it is done or something has changed; the first frame began at `since`.
  function compute(since) {
    const now = (running = evolution(design(), { c6: limits.c6 ?? C6 }));
    const work = (begun) => {
      if (running !== now || frame.over) return;
      const until = begun + SLICE;
      let step;
      try {
        do step = now.next();
        while (!step.done && performance.now() < until);
      } catch (error) {
        if (!(error instanceof Impossible)) throw error;
        return failed(error.message);
      }
      if (step.done) finished(step.value);
      else {
        state.textContent = `Computing: ${words.percent(step.value, 0)}`;
        requestAnimationFrame(() => work(performance.now()));
      }
    };
    work(since);
  }

  function failed(sentence) {
    running = null;
    shares = null;
    frame.trouble(sentence);
    show();
  }

  function finished(found) {
    running = null;
    shares = found;
    frame.trouble(frame.get("notice") || null);
    show();
    frame.say(state.textContent);
  }

  function show() {
    const { positions, amplitude } = design();
    const atoms = positions.length;
    const likeliest = shares ? ranked(shares, atoms) : [];
    keep(bars, likeliest.flatMap((one) => [["code", one], ["bar", one], ["share", one]]), () => html("span"), bar);
    bars.setAttribute("aria-label", shares ? `Outcomes: ${words.outcomes(shares, atoms, MOST_BARS)}.` : "No outcomes.");
    const mean = shares ? densities(shares, atoms) : null;
    state.textContent = mean ? `On average ${words.fixed(mean.reduce((a, b) => a + b, 0))} of ${atoms} atoms are excited. Exact, without noise.` : "";
    const radius = blockadeRadius(Math.max(...amplitude.values), limits.c6);
    blockade.textContent = Number.isFinite(radius)
      ? `Blockade radius ${words.fixed(radius * 1e6, 1)} µm at the largest Ω: where two circles overlap, atoms are closer than that.`
      : "The drive is off: raise a point of Ω.";
    register.draw({ positions, densities: mean, radius, width: columnWidth() });
  }

  // Asked of the page once for each width of the frame: asking makes the browser lay out everything.
  let column = { of: 0, width: 0 };
  function columnWidth() {
    if (column.of !== frame.width || !column.width) column = { of: frame.width, width: blockade.clientWidth };
    return column.width || frame.width;
  }

  return {
    draw(changed) {
      const begun = performance.now();
      const { positions, amplitude, detuning } = design();
      presets.value = nameOf(positions);
      waves.amplitude.draw(amplitude, columnWidth());
      waves.detuning.draw(detuning, columnWidth());
      const sentences = refusals(design(), limits).map((sentence) => `${limits.device} would refuse this: ${sentence}`);
      keep(refused, sentences, () => html("li"), (item, sentence) => (item.textContent = sentence));
      if (changed.has("design") && shares?.length !== 2 ** design().positions.length) shares = null;
      show();
      if (changed.has("notice")) frame.trouble(frame.get("notice") || null);
      if (changed.has("design")) compute(begun); // last, for it may fail at once and say why
    },
    destroy: () => (running = null),
  };
}

// The name of a register on offer, or nothing.
function nameOf(positions) {
  const same = ([, [, one]]) => JSON.stringify(one) === JSON.stringify(positions);
  return Object.entries(REGISTERS).find(same)?.[0] ?? "";
}

function bar(cell, [kind, { bits, share, most }]) {
  cell.className = kind === "code" ? "mono" : kind;
  cell.textContent = { code: bits, bar: "", share: words.percent(share) }[kind];
  cell.style.width = kind === "bar" ? `${(100 * share) / most}%` : "";
}

function ranked(shares, atoms) {
  const order = [...shares.keys()].sort((a, b) => shares[b] - shares[a]).slice(0, MOST_BARS);
  return order.filter((at) => shares[at] > 5e-4).map((at) => ({ bits: bitstring(at, atoms), share: shares[at], most: shares[order[0]] }));
}

function densities(shares, atoms) {
  return Array.from({ length: atoms }, (_, atom) =>
    shares.reduce((sum, share, at) => ((at >> (atoms - 1 - atom)) & 1 ? sum + share : sum), 0),
  );
}

// A series whose last point is at `end`; points beyond it go.
function endingAt({ times, values }, end) {
  if (times.at(-1) === end) return { times, values };
  const kept = times.slice(0, -1).filter((time) => time <= end - 50e-9);
  return { times: [...kept, end], values: [...values.slice(0, kept.length), values.at(-1)] };
}

export default instrument({ title: `Rydberg bench, up to ${MAX_ATOMS} atoms`, traits: ["design", "notice"], css, create });
