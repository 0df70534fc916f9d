// The circuit composer: gates on wires, and what they do to the state, step by step.

import { Editor } from "./composer/editor.js";
import composing from "./composer/style.css";
import drawings from "./drawings/style.css";
import { instrument } from "./frame/index.js";

export default instrument({
  title: "Circuit composer",
  traits: ["program", "steps", "palette", "shows", "notice"],
  css: drawings + composing,
  create: (frame) => new Editor(frame),
});

// For whoever wants to compute with the same engine, the tests among them.
export { run } from "./engine/index.js";
