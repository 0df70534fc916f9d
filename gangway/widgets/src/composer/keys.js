// The composer by keys.

const LETTERS = { h: "h", x: "x", y: "y", z: "z", s: "s", t: "t", v: "v", c: "cnot", r: "ry", w: "swap" };
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function keys(editor, event) {
  const handled = event.ctrlKey || event.metaKey ? withControl(editor, event) : plain(editor, event);
  if (!handled) return;
  event.preventDefault();
  event.stopPropagation();
}

function withControl(editor, event) {
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) editor.undo();
  else if (key === "y" || key === "z") editor.redo();
  else return false;
  return true;
}

function plain(editor, { key, altKey }) {
  if (altKey) return false;
  const { column, qubit } = editor.cursor;
  const actions = {
    Delete: () => editor.remove(editor.index),
    Backspace: () => editor.remove(editor.index),
    Enter: () => editor.choose(),
    " ": () => editor.choose(),
    "[": () => editor.step(editor.steps - 1),
    "]": () => editor.step(editor.steps + 1),
    Home: () => editor.move(0, qubit),
    End: () => editor.move(Infinity, qubit),
  };
  if (MOVES[key]) editor.move(column + MOVES[key][0], qubit + MOVES[key][1]);
  else if (LETTERS[key]) editor.put(LETTERS[key]);
  else if (key === "Escape" && editor.armed) editor.arm(editor.armed);
  else if (actions[key]) actions[key]();
  else return false;
  return true;
}
