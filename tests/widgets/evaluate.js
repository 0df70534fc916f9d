// Answer questions to the instruments' own functions: node evaluate.js <file with a JSON list of questions>.
// Prints the list of answers; what an instrument would refuse is {refused: its sentence}.

import { readFileSync } from "node:fs";

import { judge } from "../../gangway/widgets/src/ask/judge.js";
import { open } from "../../gangway/widgets/src/ask/seal.js";
import { estimate } from "../../gangway/widgets/src/chart/prices.js";
import { problem as problemOfProgram } from "../../gangway/widgets/src/engine/index.js";
import { compare, tooWide } from "../../gangway/widgets/src/noise/model.js";
import { distribution, energy, problem as problemOfGraph } from "../../gangway/widgets/src/qaoa/energy.js";
import { Impossible, probabilities } from "../../gangway/widgets/src/rydberg/evolution.js";
import { refusals } from "../../gangway/widgets/src/rydberg/limits.js";

const ANSWERS = {
  judge({ question, answers }) {
    const data = { ...question, ...open(question.sealed, question.seed) };
    return answers.map((answer) => judge(data, answer));
  },
  price: ({ device, task }) => estimate(device, task),
  noise({ program, rates }) {
    const refused = problemOfProgram(program, { most: 5 }) ?? tooWide(program);
    if (refused) return { refused };
    const { ideal, measured, ...figures } = compare(program, rates);
    return { ideal: [...ideal], measured: [...measured], ...figures };
  },
  qaoa({ graph, gamma, beta }) {
    const refused = problemOfGraph(graph);
    if (refused) return { refused };
    return { energy: energy(graph, gamma, beta), probabilities: [...distribution(graph, gamma, beta)] };
  },
  rydberg({ design, tolerance }) {
    try {
      return [...probabilities(design, { tolerance })];
    } catch (error) {
      if (error instanceof Impossible) return { refused: error.message };
      throw error;
    }
  },
  limits: ({ design, limits }) => refusals(design, limits),
};

const questions = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(questions.map(({ about, ...question }) => ANSWERS[about](question))));
