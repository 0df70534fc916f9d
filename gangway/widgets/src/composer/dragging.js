// Dragging with mouse, pen or finger: what is taken up follows the pointer until it is let go.

import { html } from "../frame/dom.js";

const FAR = 6; // pixels before a press becomes a drag

// Make `element` a place where things are taken up. `take(event)` says what (or null), as {text, …};
// `over(thing, x, y)` hears where it is, `drop(thing, x, y)` where it was let go.
export function draggable(element, { take, over, drop, root }) {
  let held = null;
  element.addEventListener("pointerdown", (event) => {
    const thing = event.button === 0 ? take(event) : null;
    if (thing) held = { thing, x: event.clientX, y: event.clientY, id: event.pointerId, ghost: null };
  });
  element.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held?.id) return;
    if (!held.ghost && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR) return;
    if (!held.ghost) lift(held, element, root());
    held.ghost.style.transform = `translate(${event.clientX + 8}px, ${event.clientY + 8}px)`;
    over(held.thing, event.clientX, event.clientY);
  });
  const end = (event, done) => {
    if (event.pointerId !== held?.id) return;
    const { thing, ghost } = held;
    held = null;
    if (!ghost) return;
    ghost.remove();
    element.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => element.removeEventListener("click", swallow, { capture: true }));
    if (done) drop(thing, event.clientX, event.clientY);
    else over(null);
  };
  element.addEventListener("pointerup", (event) => end(event, true));
  element.addEventListener("pointercancel", (event) => end(event, false));
}

function lift(held, element, root) {
  held.ghost = html("div", { class: "ghost", "aria-hidden": "true" }, held.thing.text);
  root.append(held.ghost);
  element.setPointerCapture(held.id);
}

// The click that follows a drag is no click.
function swallow(event) {
  event.stopPropagation();
  event.preventDefault();
}
