// A question: choose, put in order, or predict. It is judged here, and in JupyterLab by check() too, which
// keeps the progress and has the last word.

import css from "./ask/style.css";
import { formOf, prose } from "./ask/forms.js";
import { judge } from "./ask/judge.js";
import { open } from "./ask/seal.js";
import { button, html, instrument } from "./frame/index.js";

const SYMBOLS = { right: "✓", partly: "◐", wrong: "✗", note: "→" };
const TONES = { passed: "right", partly: "partly", "no answer": "note" };

function create(frame) {
  let [question, data, form, hints] = [null, null, null, 0];
  const place = html("div");
  const answerButton = button("Check", handIn, { kind: "first" });
  const hintButton = button("Hint", nextHint);
  const verdict = html("div", { class: "verdict", role: "status", hidden: true });
  frame.body.append(place, html("div", { class: "row" }, answerButton, hintButton), verdict);

  const predicts = () => question.form.startsWith("predict-");
  const alone = () => frame.get("asked") === undefined; // a page without Python

  function build() {
    question = frame.get("question");
    data = open(question.sealed, question.seed);
    hints = 0;
    verdict.hidden = true;
    form = formOf(question, frame, (answer) => frame.set({ answer }));
    place.replaceChildren(form.element);
    answerButton.textContent = predicts() ? "That is my prediction" : "Check";
  }

  function handIn() {
    const answer = frame.get("answer") ?? null;
    const judged = judge({ ...question, ...data }, answer);
    if (judged.outcome === "no answer")
      return show({ heading: data.phrases.headings[judged.outcome], tone: "note", points: [[data.phrases.nothing]], notes: [] });
    if (alone() || !predicts() || judged.outcome !== "passed") show(told(judged));
    else show({ heading: data.phrases.sent, tone: "note", points: [], notes: [] });
    if (!alone()) frame.set({ handed_in: frame.get("handed_in") + 1 });
  }

  // The browser's own verdict, in the words that check() has for it.
  function told({ outcome, score, said }) {
    const made = predicts() && outcome === "passed";
    const heading = made ? data.phrases.revealed : data.phrases.headings[outcome];
    return {
      heading: heading.replace("{score:g}", score).replace("{points:g}", data.points),
      tone: made ? "note" : TONES[outcome] ?? "wrong",
      points: said,
      notes: alone() ? [data.phrases.alone] : [],
    };
  }

  function nextHint() {
    hints = Math.min(hints + 1, data.hints.length);
    const lines = data.hints.slice(0, hints).map((text, at) => [`${at + 1}. ${text}`]);
    show({ heading: `Hint ${hints} of ${data.hints.length}`, tone: "note", points: lines, notes: [] });
    if (!alone()) frame.set({ hinted: frame.get("hinted") + 1 });
  }

  function show({ heading, tone, points, notes }) {
    verdict.hidden = false;
    verdict.className = `verdict ${tone}`;
    verdict.replaceChildren(
      html("p", {}, html("span", { "aria-hidden": "true" }, `${SYMBOLS[tone]} `), heading),
      ...points.map((lines) => html("div", { class: "point" }, lines.map((line) => html("p", {}, ...prose(line))))),
      ...notes.map((note) => html("p", { class: "soft" }, ...prose(note))),
    );
  }

  return {
    draw(changed) {
      if (changed.has("question")) build();
      form.show(frame.get("answer") ?? null);
      const { to, ...feedback } = frame.get("feedback") ?? {};
      if (changed.has("feedback") && to && to === frame.get("handed_in")) show(feedback);
    },
  };
}

export default instrument({ title: "Question", traits: ["question", "answer", "feedback"], css, create });
