// Measure: shots of a state in a chosen basis, one at a time or many.

import drawings from "./drawings/style.css";
import { instrument } from "./frame/index.js";
import { Sampler } from "./measure/sampler.js";
import own from "./measure/style.css";

export default instrument({
  title: "Measure",
  traits: ["preparations", "basis", "counts", "exact", "seed", "notice"],
  css: drawings + own,
  create: (frame) => new Sampler(frame),
});
