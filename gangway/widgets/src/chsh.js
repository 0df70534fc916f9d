// The CHSH bench: four angles, many rounds, and S with its error against 2 and 2√2.

import { Bench } from "./chsh/bench.js";
import own from "./chsh/style.css";
import { instrument } from "./frame/index.js";

export default instrument({
  title: "CHSH bench",
  traits: ["angles", "source", "visibility", "counts", "seed"],
  css: own,
  create: (frame) => new Bench(frame),
});
