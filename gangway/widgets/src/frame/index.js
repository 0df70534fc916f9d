// The frame and what instruments are built of.

export { button, radio, row, select, slider, tick, unique } from "./controls.js";
export { html, keep, picture, set, svg } from "./dom.js";
export { instrument } from "./frame.js";
export { phaseColour, still } from "./theme.js";
export * as words from "./words.js";
