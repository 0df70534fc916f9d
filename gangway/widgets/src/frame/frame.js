// The frame of every instrument: its place on the page, its theme, what it says, and how it keeps in step
// with Python. It works the same in JupyterLab (a model of ipywidgets') and on a plain page (site.js).

import { html } from "./dom.js";
import style from "./style.css";
import { follow, still } from "./theme.js";

// How long Python may take to answer before the instrument says that it hasn't, in milliseconds.
const PATIENCE = 5000;
const UNANSWERED =
  "Python does not answer: it is busy, or its kernel has stopped. The instrument works on, and what you change stays here.";

// An anywidget module. `create(frame)` builds the instrument in frame.body and returns
// {draw(changed), destroy()}: `changed` is a Set of the traits (or "width") that are new; destroy is optional.
// `traits` are those that Python may change; `css` is added to the frame's own.
export function instrument({ title, traits, create, css = "" }) {
  return {
    render({ model, el }) {
      const frame = new Frame(model, el, title, css);
      frame.start(create(frame), traits);
      return () => frame.end();
    },
  };
}

export class Frame {
  constructor(model, el, title, css) {
    this.model = model;
    this.changed = new Set();
    this.ends = [];
    this.host = html("div", { class: "gangway-live", "data-lm-suppress-shortcuts": "true" });
    this.body = html("div", { class: "body" });
    this.notice = html("p", { class: "notice", role: "alert", hidden: true });
    this.offline = html("p", { class: "offline", role: "status" });
    this.spoken = html("p", { class: "unseen", role: "status", "aria-live": "polite" });
    const group = html("div", { class: "frame", role: "group", "aria-label": title });
    group.append(this.notice, this.body, this.offline, this.spoken);
    this.host.attachShadow({ mode: "open" }).append(html("style", {}, style + css), group);
    el.replaceChildren(this.host);
    this.ends.push(follow(this.host));
    this.width = Math.round(this.body.clientWidth) || 640;
  }

  start(view, traits) {
    this.view = view;
    for (const name of traits) this.listen(`change:${name}`, () => this.redraw(name));
    this.listen("change:heard", () => this.answered());
    const sizes = new ResizeObserver(() => this.resized());
    sizes.observe(this.body);
    this.ends.push(() => sizes.disconnect());
    view.draw(new Set(traits));
  }

  listen(event, callback) {
    this.model.on(event, callback);
    this.ends.push(() => this.model.off(event, callback));
  }

  end() {
    this.over = true;
    clearTimeout(this.waiting);
    clearTimeout(this.speaking);
    this.view.destroy?.();
    this.ends.forEach((end) => end());
  }

  resized() {
    const width = Math.round(this.body.clientWidth);
    if (!width || width === this.width) return;
    this.width = width;
    this.redraw("width");
  }

  // The value of a trait.
  get(name) {
    return this.model.get(name);
  }

  // Set traits, here and in Python, and redraw.
  set(values) {
    for (const [name, value] of Object.entries(values)) {
      this.model.set(name, value);
      this.redraw(name);
    }
    const asked = this.model.get("asked");
    if (asked === undefined) return; // a plain page: nobody to ask
    try {
      this.model.set("asked", asked + 1);
      this.model.save_changes();
    } catch {
      this.unanswered();
      return;
    }
    this.waiting ??= setTimeout(() => this.unanswered(), PATIENCE);
  }

  answered() {
    clearTimeout(this.waiting);
    this.waiting = null;
    this.offline.textContent = "";
    if (this.model.get("heard") < this.model.get("asked"))
      this.waiting = setTimeout(() => this.unanswered(), PATIENCE);
  }

  unanswered() {
    clearTimeout(this.waiting);
    this.waiting = null;
    if (!this.over) this.offline.textContent = UNANSWERED;
  }

  // Have the view drawn once before the next frame, with all that has changed since the last time.
  redraw(name = "view") {
    this.changed.add(name);
    if (this.drawing) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      const changed = this.changed;
      this.changed = new Set();
      if (!this.over) this.view.draw(changed);
    });
  }

  // Say something to those who can't see the picture: the last of it, once it has been quiet for a moment.
  say(text) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.spoken.textContent = text), 250);
  }

  // A sentence on what is wrong, inside the instrument; null takes it away.
  trouble(sentence) {
    this.notice.hidden = !sentence;
    if (this.notice.textContent !== (sentence ?? "")) this.notice.textContent = sentence ?? "";
  }

  // Call `step(share)` with shares of the way from 0 to 1; at once with 1 for those who want nothing to move.
  // Returns what stops it.
  animate(milliseconds, step) {
    if (still() || this.over) {
      step(1);
      return () => {};
    }
    const start = performance.now();
    let handle = requestAnimationFrame(function next(now) {
      const share = Math.min(1, Math.max(0, now - start) / milliseconds);
      step(share);
      if (share < 1) handle = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(handle);
  }
}
