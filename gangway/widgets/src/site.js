// Brings instruments to life on a page without Python: each starts from the state that was saved with it,
// and its still stands until its module has loaded.

class Model {
  constructor(state) {
    this.state = state;
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    this.state[name] = value;
  }

  save_changes() {}

  on() {}

  off() {}
}

async function bring(element) {
  const { instrument } = element.dataset;
  const state = JSON.parse(element.querySelector('script[type="application/json"]').textContent);
  const stage = document.createElement("div");
  const module = await import(new URL(`./${instrument}.js`, import.meta.url).href);
  element.append(stage);
  try {
    module.default.render({ model: new Model(state), el: stage });
  } catch (error) {
    stage.remove();
    throw error;
  }
  for (const child of [...element.children]) if (child !== stage) child.remove();
  element.dataset.alive = "";
}

document.querySelectorAll(".gangway-instrument[data-instrument]").forEach(bring);
