// The Bloch sphere at work: what moves the arrow, and what is said of it.

import { vectorInWords } from "../drawings/ball.js";
import { button, row, select, slider } from "../frame/controls.js";
import { html } from "../frame/dom.js";
import { complex, fixed, percent } from "../frame/words.js";
import { globe } from "./globe.js";
import { GATES, axis, decayed, fromAngles, problem, rotated, toAngles } from "./motion.js";

const DEGREE = Math.PI / 180;
const MARKS = { x: "X", y: "Y", z: "Z", h: "H", s: "S", t: "T", v: "√X" };
const MILLISECONDS = 500;
const MOST_POINTS = 600;
const PURE = 1 - 1e-3;

export class Sphere {
  constructor(frame) {
    Object.assign(this, { frame, trail: [], stop: () => {} });
    this.globe = globe();
    this.numbers = html("p", {});
    this.set = this.angles();
    const right = html("div", {}, this.numbers, ...Object.values(this.set).map((one) => one.element), this.gates(), this.turning(), this.decay());
    this.work = html("div", { class: "columns" }, html("div", {}, this.globe.element, button("Clear the trail", () => this.clear())), right);
    frame.body.append(this.work);
  }

  angles() {
    const change = () => {
      const { length, theta, phi } = this.set;
      this.move(fromAngles({ length: length.value, theta: theta.value * DEGREE, phi: phi.value * DEGREE }), "Set");
    };
    const angle = (label, max) => slider({ label, min: 0, max, step: 1, value: 0, change, show: (value) => `${fixed(value, 0)}°` });
    return {
      theta: angle("θ from z", 180),
      phi: angle("φ from x", 360),
      length: slider({ label: "Length", min: 0, max: 1, step: 0.01, value: 1, change, show: (value) => fixed(value) }),
    };
  }

  gates() {
    const buttons = Object.entries(MARKS).map(([name, mark]) =>
      button(mark, () => this.turn(GATES[name].axis, GATES[name].angle, mark)),
    );
    return html("div", {}, html("p", { class: "heading" }, "Gates"), row("Gates", buttons));
  }

  turning() {
    const about = select({ label: "Rotate about", options: [["x", "x"], ["y", "y"], ["z", "z"]], value: "y", change() {} });
    const by = slider({ label: "by", min: -180, max: 180, step: 5, value: 45, change() {}, show: (value) => `${fixed(value, 0)}°` });
    const go = button("Rotate", () => this.turn(axis(about.value), by.value * DEGREE, `Rotated about ${about.value}`));
    return html("div", {}, html("div", { class: "row" }, about.element, go), by.element);
  }

  decay() {
    const time = (label, name) =>
      slider({ label, min: 1, max: 200, step: 1, value: this.frame.get(name), change: (value) => this.times(name, value), show: (value) => `${value} µs` });
    this.clocks = { t1: time("T1", "t1"), t2: time("T2", "t2") };
    const wait = slider({ label: "Wait", min: 1, max: 200, step: 1, value: 20, change() {}, show: (value) => `${value} µs` });
    const go = button("Let it decay", () => this.wait(wait.value), { kind: "first" });
    return html("div", {}, html("p", { class: "heading" }, "Decay"), this.clocks.t1.element, this.clocks.t2.element, wait.element, row("Decay", go));
  }

  // --- what is shown

  draw() {
    const vector = this.frame.get("vector");
    const wrong = problem(vector) ?? this.timeProblem();
    this.frame.trouble(wrong);
    this.work.hidden = Boolean(wrong);
    if (wrong) return;
    for (const name of ["t1", "t2"]) this.clocks[name].value = this.frame.get(name);
    const { length, theta, phi } = toAngles(vector);
    if (!this.touched) {
      this.set.length.value = length.toFixed(2);
      this.set.theta.value = Math.round(theta / DEGREE);
      this.set.phi.value = Math.round(phi / DEGREE);
    }
    this.touched = false;
    this.globe.draw(vector, this.trail);
    this.numbers.textContent = inWords(vector);
  }

  timeProblem() {
    const [t1, t2] = [this.frame.get("t1"), this.frame.get("t2")];
    if (!(t1 > 0 && t2 > 0)) return "T1 and T2 are times in µs, greater than zero.";
    return t2 > 2 * t1 + 1e-9 ? `T2 is ${t2} µs and T1 ${t1} µs. T2 can't be longer than twice T1.` : null;
  }

  // --- what is done

  // Set by the sliders, which then need not be told.
  move(vector, told) {
    this.stop();
    this.touched = true;
    this.leave(vector, told);
  }

  leave(vector, told) {
    this.remember(vector);
    this.frame.set({ vector });
    this.frame.say(`${told}: ${inWords(vector)}`);
  }

  remember(vector) {
    this.trail = [...this.trail, vector].slice(-MOST_POINTS);
  }

  clear() {
    this.trail = [];
    this.frame.redraw();
  }

  // Go from here along `path(share)`; only the end of it goes to Python.
  travel(path, told) {
    let cancel = () => {};
    const end = () => {
      this.stop = () => {};
      cancel();
      this.leave(path(1), told);
    };
    this.stop = end;
    cancel = this.frame.animate(MILLISECONDS, (share) => {
      if (share === 1) return end();
      this.remember(path(share));
      this.globe.draw(path(share), this.trail);
    });
  }

  turn(about, angle, told) {
    const from = this.now();
    this.travel((share) => rotated(from, about, share * angle), told);
  }

  wait(time) {
    const from = this.now();
    const [t1, t2] = [this.frame.get("t1"), this.frame.get("t2")];
    this.travel((share) => decayed(from, share * time, t1, t2), `After ${time} µs`);
  }

  // Where the arrow is once what moves it now has come to its end.
  now() {
    this.stop();
    const vector = this.frame.get("vector");
    if (!this.trail.length) this.trail = [vector];
    return vector;
  }

  // T2 is at most twice T1: the other one gives way.
  times(name, value) {
    const [t1, t2] = [this.frame.get("t1"), this.frame.get("t2")];
    if (name === "t1") this.frame.set({ t1: value, t2: Math.min(t2, 2 * value) });
    else this.frame.set({ t2: value, t1: Math.max(t1, value / 2) });
  }

  destroy() {
    this.stop = () => {};
  }
}

// A Bloch vector as a state, in words.
export function inWords(vector) {
  const { length, theta, phi } = toAngles(vector);
  const chances = `P(0) = ${percent((1 + vector[2]) / 2)}, P(1) = ${percent((1 - vector[2]) / 2)}`;
  if (length < PURE) return `${vectorInWords(vector)}. Mixed: the arrow is ${fixed(length)} long. ${chances}.`;
  const [zero, one] = [Math.cos(theta / 2), Math.sin(theta / 2)];
  const ket = `${fixed(zero, 3)} |0⟩ + (${complex(one * Math.cos(phi), one * Math.sin(phi), 3)}) |1⟩`;
  return `${vectorInWords(vector)}. Pure: ${ket}. ${chances}.`;
}
