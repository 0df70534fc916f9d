// Measuring at work: taking shots, and showing how often each outcome came.

import { histogram, inWords, wilson } from "../drawings/histogram.js";
import { bitstring, fresh, picker, random } from "../engine/index.js";
import { button, radio, row, tick } from "../frame/controls.js";
import { html, keep } from "../frame/dom.js";
import { fixed, whole } from "../frame/words.js";
import { probabilities, problem, qubitsOf } from "./preparation.js";

const MANY = [1, 10, 100, 1000, 10000];
const MOST_SHOTS = 10_000_000;
const REMEMBERED = 40;
const BASES = [["z", "Z: 0 or 1"], ["x", "X: + or −"], ["y", "Y: +i or −i"]];
const LETTERS = { z: ["0", "1"], x: ["+", "−"] };

export class Sampler {
  constructor(frame) {
    Object.assign(this, { frame, last: [], panels: [] });
    this.basis = radio({ label: "Basis", options: BASES, value: frame.get("basis"), change: (basis) => this.choose(basis) });
    this.exact = tick({ label: "Show the exact probabilities", value: frame.get("exact"), change: (exact) => frame.set({ exact }) });
    this.takers = MANY.map((shots) => button(shots === 1 ? "1 shot" : whole(shots), () => this.take(shots), { kind: shots === 1 ? "" : "first", label: shots === 1 ? null : `${whole(shots)} shots` }));
    this.total = html("p", {});
    this.row = html("div", { class: "columns measured" });
    const again = button("Start over", () => this.restart());
    this.work = html("div", {}, this.basis.element, row("Take shots", this.takers, again), this.total, this.row, this.legend(), this.exact.element);
    frame.body.append(this.work);
    this.seed();
  }

  legend() {
    const sign = (colour, text) => html("span", { class: "key" }, html("span", { style: `background: ${colour}` }), text);
    return html("div", { class: "row" }, sign("var(--two)", "share of the shots"), sign("var(--ink)", "95 % error bar"), sign("var(--one)", "exact probability"));
  }

  seed() {
    const seed = this.frame.get("seed");
    this.random = random(seed >= 0 ? seed : fresh());
    this.seeded = seed;
  }

  // --- what is shown

  draw(changed) {
    const wrong = this.frame.get("notice") || problem(this.preparations);
    this.frame.trouble(wrong || null);
    this.work.hidden = Boolean(wrong);
    if (wrong) return;
    if (this.frame.get("seed") !== this.seeded) this.seed();
    if (!this.expected || changed.has("preparations") || changed.has("basis")) this.prepare();
    this.basis.value = this.frame.get("basis");
    this.exact.value = this.frame.get("exact");
    this.drawPanels();
  }

  get preparations() {
    return this.frame.get("preparations");
  }

  // The counts of each preparation; zeros where nothing has been measured yet, or something else has.
  get counts() {
    const counts = this.frame.get("counts");
    const fits = this.expected.length === counts.length && this.expected.every((one, at) => one.length === counts[at].length);
    return fits ? counts : this.expected.map((one) => Array(one.length).fill(0));
  }

  prepare() {
    const basis = this.frame.get("basis");
    this.expected = this.preparations.map((one) => Array.from(probabilities(one, basis)));
    this.pickers = this.expected.map(picker);
    this.last = this.expected.map(() => []);
    this.labels = this.expected[0].map((_, at) => named(bitstring(at, qubitsOf(this.preparations[0])), basis));
  }

  drawPanels() {
    const counts = this.counts;
    const width = this.panelWidth();
    keep(this.row, this.preparations, () => this.panel(), (element, { label }, at) => {
      const { heading, chart, shots } = this.panels[at];
      heading.textContent = label;
      heading.hidden = !label;
      chart.draw({ labels: this.labels, counts: counts[at], expected: this.frame.get("exact") ? this.expected[at] : null, width, name: label || "Counts" });
      shots.textContent = this.last[at].length ? `Last: ${this.last[at].map((one) => this.labels[one]).join(" ")}` : "";
    });
    this.panels.length = this.preparations.length;
    this.total.textContent = this.summary(counts);
  }

  panel() {
    const parts = { heading: html("p", { class: "heading" }), chart: histogram(), shots: html("p", { class: "shots mono" }) };
    this.panels.push(parts);
    return html("div", {}, parts.heading, parts.chart.element, parts.shots);
  }

  panelWidth() {
    const beside = this.preparations.length > 1 && this.frame.width >= 560;
    return Math.min(560, beside ? (this.frame.width - 20) / 2 : this.frame.width);
  }

  summary(counts) {
    const shots = counts[0].reduce((sum, one) => sum + one, 0);
    if (!shots) return "No shots yet.";
    const halves = counts.flat().map((count) => wilson(count, shots)).map(([low, high]) => (high - low) / 2);
    return `${whole(shots)} shot${shots === 1 ? "" : "s"}. Widest error bar: ±${fixed(Math.max(...halves), 4)}.`;
  }

  // --- what is done

  take(shots) {
    const now = this.counts;
    if (now[0].reduce((sum, one) => sum + one, 0) + shots > MOST_SHOTS)
      return this.frame.say("That is enough: start over for more.");
    const counts = now.map((old, at) => {
      const more = [...old];
      const drawn = Array.from({ length: shots }, () => this.pickers[at](this.random()));
      for (const one of drawn) more[one]++;
      this.last[at] = [...this.last[at], ...drawn.slice(-REMEMBERED)].slice(-REMEMBERED);
      return more;
    });
    this.frame.set({ counts });
    const told = counts.map((one, at) => `${this.preparations[at].label} ${inWords(this.labels, one, one.reduce((a, b) => a + b))}`);
    this.frame.say(told.join(" "));
  }

  choose(basis) {
    this.frame.set({ basis, counts: [] });
    this.frame.say(`Basis ${basis.toUpperCase()}; no shots yet.`);
  }

  restart() {
    this.seed();
    this.last = this.expected.map(() => []);
    this.frame.set({ counts: [] });
    this.frame.say("No shots yet.");
  }
}

// A bitstring as the outcome of a basis: + for 0 and − for 1 in X, and so on.
function named(bits, basis) {
  if (basis === "y") return [...bits].map((bit) => (bit === "0" ? "+i" : "−i")).join(" ");
  return [...bits].map((bit) => LETTERS[basis][bit]).join("");
}
