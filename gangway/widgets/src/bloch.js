// The Bloch sphere: one qubit's state, how gates turn it, and how it decays.

import { Sphere } from "./bloch/sphere.js";
import own from "./bloch/style.css";
import drawings from "./drawings/style.css";
import { instrument } from "./frame/index.js";

export default instrument({
  title: "Bloch sphere",
  traits: ["vector", "t1", "t2"],
  css: drawings + own,
  create: (frame) => new Sphere(frame),
});
