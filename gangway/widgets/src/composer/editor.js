// The composer at work: what is chosen, what is done about it, and what is shown of it.

import { stateInWords } from "../drawings/amplitudes.js";
import { GATES, MOST_QUBITS, problem, run } from "../engine/index.js";
import { html } from "../frame/dom.js";
import { History } from "./history.js";
import { draggable } from "./dragging.js";
import { draw, drawn, mark, placeOf, stage, surface } from "./drawing.js";
import { inspector } from "./inspector.js";
import { keys } from "./keys.js";
import { found, fresh, inserted, made, narrowed, removed, replaced, shifted } from "./layout.js";
import { results } from "./results.js";
import { code, inWords, parse } from "./text.js";
import { palette, toolbar, typing } from "./tools.js";

// What heads the picture of the state.
function headed(done, all) {
  if (done === 0) return "State before any gate";
  if (done < all) return `State after ${done} of ${all} gates`;
  return `State after ${all === 1 ? "the gate" : `all ${all} gates`}`;
}

export class Editor {
  constructor(frame) {
    Object.assign(this, { frame, history: new History(), cursor: { column: 0, qubit: 0 }, armed: null, picked: [], over: null });
    this.program = frame.get("program");
    this.drawing = surface();
    this.stage = stage(this.drawing, { onkeydown: (event) => keys(this, event), onclick: (event) => this.clicked(event) });
    this.tools = toolbar(this);
    this.palette = palette(frame.get("palette"), this);
    this.typing = typing((text) => this.type(text));
    this.inspector = inspector({ change: (index, one) => this.turn(index, one), remove: (index) => this.remove(index) });
    this.results = results(frame.get("shows"));
    this.code = html("pre", { tabindex: 0, "aria-label": "The circuit in Braket" });
    this.hint = html("p", { class: "soft" });
    const source = html("details", {}, html("summary", {}, "The circuit in Braket"), this.code);
    this.work = html("div", {}, this.palette.element, this.hint, this.stage, this.inspector.element, this.typing, this.tools.steps, this.results.element, source);
    frame.body.append(this.tools.edits, this.work);
    this.watchDrags();
  }

  // --- what is shown

  draw(changed) {
    const program = this.frame.get("program");
    if (program !== this.program) {
      this.history.remember(this.program); // Python set another
      this.program = program;
    }
    const wrong = this.frame.get("notice") || problem(program);
    this.frame.trouble(wrong || null);
    this.work.hidden = Boolean(wrong);
    this.tools.draw(this, Boolean(wrong));
    if (!wrong) this.drawProgram(program, changed);
  }

  drawProgram(program, changed) {
    const { column, qubit } = this.cursor;
    this.cursor = { column: Math.min(column, drawn(program) - 1), qubit: Math.min(qubit, program.qubits - 1) };
    draw(this.drawing, program, { steps: this.steps, cursor: this.cursor, marked: this.marked() });
    const index = this.index;
    this.inspector.show(program.operations[index], index);
    this.palette.draw(this.armed, program.qubits);
    this.hint.textContent = this.prompt();
    this.stage.setAttribute("aria-label", this.stageInWords());
    if (["program", "steps", "shows"].some((name) => changed.has(name))) this.drawState(program);
  }

  drawState(program) {
    const state = run(program, this.steps);
    const [done, all] = [this.steps, program.operations.length];
    this.results.draw(state, headed(done, all));
    this.code.textContent = code(program);
    this.frame.say(`${this.told ?? ""} State after ${done} of ${all} gates: ${stateInWords(state)}`.trim());
    this.told = null;
  }

  get steps() {
    const steps = this.frame.get("steps");
    const all = this.program.operations.length;
    return steps < 0 || steps > all ? all : steps;
  }

  // The index of the operation under the cursor, or −1.
  get index() {
    return found(this.program, this.cursor.column, this.cursor.qubit);
  }

  marked() {
    const places = this.picked.map((qubit) => ({ column: this.cursor.column, qubit }));
    return this.over ? [...places, this.over] : places;
  }

  prompt() {
    if (!this.armed) return "Choose a gate and then a wire, drag it there, or type it.";
    const needed = GATES[this.armed].qubits;
    if (needed === 1) return `${mark(this.armed)}: choose a place on a wire.`;
    const roles = [...Array(GATES[this.armed].controls).fill("a control"), ...Array(needed).fill("a target")];
    return `${mark(this.armed)}: choose ${roles[this.picked.length]} (${this.picked.length + 1} of ${needed}).`;
  }

  stageInWords() {
    const operation = this.program.operations[this.index];
    const here = `Qubit ${this.cursor.qubit}, column ${this.cursor.column + 1}: ${operation ? inWords(operation) : "empty"}.`;
    return `${here} Arrow keys move, letters place gates, Delete removes.`;
  }

  // --- what is done

  // Make another program of this one; `told` says what was done.
  edit(program, told, steps = -1) {
    this.history.remember(this.program);
    this.become(program, told, steps);
  }

  become(program, told, steps = -1) {
    this.program = program;
    this.told = told;
    this.frame.set({ program, steps, notice: "" });
  }

  place(operation, column) {
    if (!operation) return this.frame.say("That gate needs more qubits than this circuit has. Add a qubit first.");
    this.edit(inserted(this.program, operation, column), `Placed ${inWords(operation)}.`);
  }

  // A gate of the palette with its first qubit where the cursor is.
  put(name) {
    this.place(fresh(name, this.cursor.qubit, this.program.qubits), this.cursor.column);
  }

  remove(index) {
    if (index < 0) return;
    this.edit(removed(this.program, index), `Removed ${inWords(this.program.operations[index])}.`);
  }

  // Turn a gate by other angles: many moves of a slider are one step of undoing.
  turn(index, operation) {
    const program = replaced(this.program, index, operation);
    if (this.turning !== index || this.history.past.at(-1) !== this.before) {
      this.before = this.program;
      this.history.remember(this.program);
    }
    this.turning = index;
    this.become(program, inWords(operation), this.frame.get("steps"));
  }

  undo() {
    const before = this.history.back(this.program);
    if (before) this.become(before, "Undone.");
  }

  redo() {
    const after = this.history.forth(this.program);
    if (after) this.become(after, "Done again.");
  }

  clear() {
    const qubits = Math.min(MOST_QUBITS, Math.max(1, this.program.qubits || 2));
    this.edit({ qubits, operations: [] }, "All gates removed.");
  }

  widen(by) {
    const qubits = this.program.qubits + by;
    const program = by > 0 ? { ...this.program, qubits } : narrowed(this.program);
    this.edit(program, `The circuit has ${qubits} qubit${qubits === 1 ? "" : "s"}.`);
  }

  step(to) {
    const all = this.program.operations.length;
    this.frame.set({ steps: Math.min(all, Math.max(0, to)) });
  }

  // Returns the sentence on what is wrong with what was typed, or null.
  type(text) {
    const { operation, problem: wrong } = parse(text, this.program.qubits);
    if (operation) this.place(operation, Infinity);
    return wrong ?? null;
  }

  move(column, qubit) {
    this.cursor = {
      column: Math.min(drawn(this.program) - 1, Math.max(0, column)),
      qubit: Math.min(this.program.qubits - 1, Math.max(0, qubit)),
    };
    this.frame.redraw();
    this.frame.say(this.stageInWords());
  }

  arm(name) {
    this.armed = this.armed === name ? null : name;
    this.picked = [];
    this.frame.redraw();
    this.frame.say(this.prompt());
  }

  // The cursor's place is chosen: for the armed gate, or for the gate that stands there.
  choose() {
    if (!this.armed) return this.frame.redraw();
    if (this.picked.includes(this.cursor.qubit)) return;
    this.picked = [...this.picked, this.cursor.qubit];
    if (this.picked.length < GATES[this.armed].qubits) {
      this.frame.redraw();
      return this.frame.say(this.prompt());
    }
    const operation = made(this.armed, this.picked);
    this.picked = [];
    this.place(operation, this.cursor.column);
  }

  clicked(event) {
    const place = this.placeAt(event.clientX, event.clientY);
    if (!place) return;
    const column = this.picked.length ? this.cursor.column : place.column;
    this.cursor = { column, qubit: place.qubit };
    this.choose();
  }

  // --- dragging

  placeAt(x, y) {
    const box = this.drawing.getBoundingClientRect();
    const around = this.stage.getBoundingClientRect();
    const inside = x >= around.left && x <= around.right && y >= around.top && y <= around.bottom;
    return inside ? placeOf(x - box.left, y - box.top, this.program) : null;
  }

  watchDrags() {
    const root = () => this.frame.body;
    const over = (thing, x, y) => {
      this.over = thing ? this.placeAt(x, y) : null;
      this.frame.redraw();
    };
    const takeGate = (event) => this.held(event.target.closest?.(".gate"));
    const takeName = (event) => {
      const name = event.target.closest?.("[data-gate]")?.dataset.gate;
      return name ? { name, text: mark(name) } : null;
    };
    draggable(this.stage, { take: takeGate, over, drop: (thing, x, y) => this.dropped(thing, x, y), root });
    draggable(this.palette.element, { take: takeName, over, drop: (thing, x, y) => this.dropped(thing, x, y), root });
  }

  held(element) {
    if (!element) return null;
    const index = Number(element.dataset.index);
    return { index, text: mark(this.program.operations[index].name) };
  }

  dropped(thing, x, y) {
    this.over = null;
    this.armed = null;
    const place = this.placeAt(x, y);
    if (!place) {
      this.frame.redraw();
      return thing.index >= 0 && this.remove(thing.index);
    }
    this.cursor = place;
    if (thing.name) return this.put(thing.name);
    const moved = shifted(this.program.operations[thing.index], place.qubit, this.program.qubits);
    if (!moved) return this.frame.redraw();
    this.edit(inserted(removed(this.program, thing.index), moved, place.column), `Moved: ${inWords(moved)}.`);
  }
}
