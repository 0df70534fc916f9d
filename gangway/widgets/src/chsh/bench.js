// The CHSH bench at work.

import { fresh, random } from "../engine/index.js";
import { button, radio, row, slider } from "../frame/controls.js";
import { html, keep } from "../frame/dom.js";
import { fixed, percent, whole } from "../frame/words.js";
import { NAMES, dials, scale } from "./drawings.js";
import { SETTINGS, combined, correlations, estimate, play, verdict } from "./game.js";

const ROUNDS = [1, 100, 1000, 10000];
const MOST_ROUNDS = 10_000_000;
const SOURCES = [["pair", "entangled pair"], ["arrow", "hidden arrow (classical)"]];
const NOTHING = [[0, 0], [0, 0], [0, 0], [0, 0]];

export class Bench {
  constructor(frame) {
    this.frame = frame;
    this.dials = dials();
    this.scale = scale();
    this.source = radio({ label: "They share", options: SOURCES, value: frame.get("source"), change: (source) => this.change({ source }) });
    this.angles = NAMES.map((label, at) => slider({ label, min: -180, max: 180, step: 1, value: 0, show: (value) => `${fixed(value, 0)}°`, change: (value) => this.angle(at, value) }));
    this.visibility = slider({ label: "Visibility", min: 0, max: 1, step: 0.01, value: 1, show: (value) => percent(value), change: (visibility) => this.change({ visibility }) });
    this.summary = html("p", { class: "wins" });
    this.verdict = html("p", {});
    this.table = html("tbody");
    const players = ROUNDS.map((count) => button(count === 1 ? "1 round" : whole(count), () => this.play(count), { kind: count === 1 ? "" : "first", label: count === 1 ? null : `${whole(count)} rounds` }));
    const left = html("div", {}, this.source.element, this.dials.element, this.angles.map((one) => one.element), this.visibility.element);
    const right = html("div", {}, row("Play", players, button("Start over", () => this.change({}))), this.summary, this.verdict, this.scale.element, this.key(), this.tabled());
    this.right = right;
    this.work = html("div", { class: "columns" }, left, right);
    frame.body.append(this.work);
    this.seed();
  }

  key() {
    return html("p", { class: "soft" }, "Dot and bar: measured, with its 95 % error bar. Upright line: what many rounds would give.");
  }

  tabled() {
    const head = ["settings", "expected E", "measured E", "rounds"].map((text) => html("th", { scope: "col" }, text));
    return html("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Correlations by setting" }, html("table", {}, html("thead", {}, html("tr", {}, head)), this.table));
  }

  seed() {
    this.seeded = this.frame.get("seed");
    this.random = random(this.seeded >= 0 ? this.seeded : fresh());
  }

  // --- what is shown

  draw() {
    const wrong = this.problem();
    this.frame.trouble(wrong);
    this.work.hidden = Boolean(wrong);
    if (wrong) return;
    if (this.frame.get("seed") !== this.seeded) this.seed();
    const angles = this.frame.get("angles");
    angles.forEach((angle, at) => (this.angles[at].value = Math.round(angle)));
    this.visibility.value = this.frame.get("visibility");
    this.source.value = this.frame.get("source");
    this.dials.draw(angles);
    this.drawResult(estimate(this.counts), this.expected);
  }

  drawResult(found, expected) {
    const width = Math.min(460, this.right.clientWidth || 320);
    this.scale.draw(found, combined(expected), width);
    const measured = found.value === null ? "S: not measured" : `S = ${fixed(found.value)} ± ${fixed(1.96 * found.error)}`;
    const won = found.won === null ? "" : `, won ${percent(found.won)} of ${whole(found.rounds)} rounds`;
    this.summary.textContent = measured + won;
    this.verdict.textContent = verdict(found);
    keep(this.table, SETTINGS, () => html("tr", {}, [0, 1, 2, 3].map(() => html("td"))), (line, [a, b], at) => {
      const { mean, error, rounds } = found.each[at];
      const cells = [`Alice ${a}, Bob ${b}`, fixed(expected[at]), mean === null ? "" : `${fixed(mean)} ± ${fixed(1.96 * error)}`, whole(rounds)];
      cells.forEach((text, cell) => (line.children[cell].textContent = text));
    });
  }

  problem() {
    const [angles, visibility] = [this.frame.get("angles"), this.frame.get("visibility")];
    if (angles.length !== 4 || !angles.every((angle) => Math.abs(angle) <= 180)) return "The bench takes four angles from −180° to 180°: Alice's two, then Bob's two.";
    if (!(visibility >= 0 && visibility <= 1)) return `The visibility is a number from 0 to 1, and ${visibility} was given.`;
    if (!SOURCES.some(([key]) => key === this.frame.get("source"))) return `There is no source “${this.frame.get("source")}”. Use “pair” or “arrow”.`;
    return null;
  }

  get counts() {
    const counts = this.frame.get("counts");
    return counts.length === 4 ? counts : NOTHING;
  }

  get expected() {
    return correlations(this.frame.get("source"), this.frame.get("angles"), this.frame.get("visibility"));
  }

  // --- what is done

  // Rounds played with other settings say nothing about these: start over.
  change(values) {
    this.seed();
    this.frame.set({ ...values, counts: [] });
    this.frame.say(`Expected S: ${fixed(combined(this.expected))}. No rounds played yet.`);
  }

  angle(at, value) {
    this.change({ angles: this.frame.get("angles").map((old, which) => (which === at ? value : old)) });
  }

  play(rounds) {
    const played = this.counts.reduce((sum, [count]) => sum + count, 0);
    if (played + rounds > MOST_ROUNDS) return this.frame.say("That is enough: start over for more.");
    const counts = play(this.counts, this.expected, rounds, this.random);
    this.frame.set({ counts });
    const found = estimate(counts);
    this.frame.say(`${found.value === null ? "" : `S is ${fixed(found.value)} plus or minus ${fixed(1.96 * found.error)} after ${found.rounds} rounds. `}${verdict(found)}`);
  }
}
