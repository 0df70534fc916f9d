"use strict";
// Asks for the page again while something on it can move, and puts in what has changed.

const every = Number(document.body.dataset.every) * 1000;
const live = document.getElementById("live");
const button = document.getElementById("pause");
const refreshed = document.getElementById("refreshed");
const said = document.getElementById("said");
let paused = false;

function opened() {
  return [...live.querySelectorAll("details")].map((each) => each.open);
}

function replace(fresh) {
  if (fresh.innerHTML === live.innerHTML) return;
  const open = opened();
  const scrolled = [...live.querySelectorAll(".scroll")].map((each) => each.scrollLeft);
  const focus = live.contains(document.activeElement)
    ? [...live.querySelectorAll("a, button, summary, [tabindex]")].indexOf(document.activeElement)
    : -1;
  const before = live.querySelector("[data-say]")?.dataset.say;
  live.replaceChildren(...fresh.childNodes);
  live.querySelectorAll("details").forEach((each, index) => { each.open = Boolean(open[index]); });
  live.querySelectorAll(".scroll").forEach((each, index) => { each.scrollLeft = scrolled[index] || 0; });
  if (focus >= 0) live.querySelectorAll("a, button, summary, [tabindex]")[focus]?.focus();
  const now = live.querySelector("[data-say]")?.dataset.say;
  if (now && now !== before) said.textContent = now;
}

async function look() {
  if (paused || document.hidden) return true;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 403) {
      refreshed.textContent = "The practice cloud was started again: its page has a new address (gangway cloud status).";
      return false;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    replace(page.getElementById("live"));
    refreshed.textContent = page.getElementById("refreshed")?.textContent ?? "";
    if (page.body.dataset.every === "0") { button.hidden = true; return false; }
  } catch {
    refreshed.textContent = "The practice cloud does not answer. It may have been stopped.";
  }
  return true;
}

async function again() {
  if (await look()) setTimeout(again, every);
}

if (every > 0) {
  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.setAttribute("aria-pressed", String(paused));
  });
  setTimeout(again, every);
}
