// The device chart: what is published of each device, with its date and source, and what a task would cost.

import { html, instrument, keep, select, tick, unique, words } from "./frame/index.js";
import { CHARTED, scale, title, written } from "./chart/figures.js";
import { estimate, priced } from "./chart/prices.js";
import css from "./chart/style.css";
import { topology } from "./chart/topology.js";

const NOT_PUBLISHED = "not published";

function create(frame) {
  const figure = select({
    label: "Compare",
    options: Object.entries(CHARTED).map(([name, [text]]) => [name, text]),
    value: "two_qubit_fidelity",
    change: (name) => frame.set({ figure: name }),
  });
  const retired = tick({ label: "retired devices too", value: false, change: (wanted) => frame.set({ retired: wanted }) });
  const rows = html("div", { class: "chart" });
  const note = html("p", { class: "soft" });
  const about = html("section", { class: "about" });
  const task = Object.fromEntries([["tasks", "tasks"], ["shots", "shots each"], ["seconds", "seconds each, on simulators"]].map(number));
  frame.body.append(
    html("div", { class: "row" }, figure.element, retired.element), rows, note,
    html("div", { class: "row", role: "group", "aria-label": "The task to price" }, html("span", {}, "Price of"), ...Object.values(task).map(({ element }) => element)),
    about,
  );

  function number([name, label]) {
    const id = unique(name);
    const input = html("input", {
      type: "number", id, min: 0, inputmode: "numeric", class: "count",
      oninput: () => frame.set({ task: { ...frame.get("task"), [name]: Number(input.value) } }),
    });
    return [name, { input, element: html("span", { class: "row" }, input, html("label", { for: id }, label)) }];
  }

  function chart(devices, name, chosen) {
    const [, kinds] = CHARTED[name];
    const known = devices.flatMap(({ figures }) => (figures[name] ? [figures[name].value] : []));
    const placed = known.length ? scale(known) : null;
    keep(rows, devices.flatMap((device) => [["name", device], ["track", device]]), (entry) => (entry[0] === "name" ? named() : html("div")), (cell, [kind, device]) => {
      if (kind === "name") dress(cell, device, chosen);
      else track(cell, device, device.figures[name], kinds.includes(device.paradigm), placed);
    });
    note.textContent = `${placed?.logarithmic ? "Logarithmic scale. " : ""}In the catalogue's order, not ranked: dates differ, and a mean is not a median. Hollow: retired, or not on Braket. Nothing here comes from emulation.`;
  }

  const named = () => html("button", { type: "button", class: "button", onclick: (event) => frame.set({ chosen: event.currentTarget.dataset.name }) });

  function dress(cell, { name, vendor, retired: since, on_braket: braket }, chosen) {
    cell.dataset.name = name;
    cell.textContent = `${name} · ${vendor}${since ? ` · retired ${since}` : ""}${braket ? "" : " · not on Braket"}`;
    cell.setAttribute("aria-pressed", name === chosen);
  }

  function track(cell, { retired: since, on_braket: braket }, found, applies, placed) {
    cell.className = `track${since ? " retired" : ""}${braket ? "" : " elsewhere"}`;
    if (!found) {
      cell.replaceChildren(html("span", { class: "absent" }, applies ? NOT_PUBLISHED : "does not apply"));
      return;
    }
    const share = 100 * placed.place(found.value);
    const side = share > 55 ? `right:calc(${100 - share}% + 14px)` : `left:calc(${share}% + 14px)`;
    const label = [written(found), found.statistic.split(/[,;]/)[0]].filter(Boolean).join(", ");
    cell.replaceChildren(html("span", { class: "dot", style: `left:${share}%` }), html("span", { class: "value", style: side }, label));
  }

  function tell(device, wanted) {
    const { total, sentence } = estimate(device, wanted);
    const facts = [
      ["Technology", device.technology],
      ["Where", device.on_braket ? [device.location ?? "place not published", device.region].filter(Boolean).join(", ") : "not on Amazon Braket: a fake backend of Qiskit's, with a snapshot of figures"],
      ["In service", device.retired ? `retired ${device.retired}` : device.windows.length ? `${device.windows.map(([day, from, to]) => `${day} ${from}–${to}`).join("; ")} (UTC)` : `hours ${NOT_PUBLISHED}`],
      ["Shots a task", device.shots ? `${device.shots[0]} to ${words.whole(device.shots[1])}` : NOT_PUBLISHED],
      ["Price", device.on_braket ? priced(device.price) : "not sold on Braket"],
      ["Native gates", device.native_gates.join(", ") || "–"],
      ["Coupling", device.connectivity],
    ];
    about.setAttribute("aria-label", device.name);
    about.replaceChildren(
      html("p", { class: "name" }, `${device.name} (${device.vendor})`),
      device.on_braket ? html("p", { class: "bill", role: "status" }, `This task: ${sentence}`) : "",
      html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Facts" }, html("table", {}, html("tbody", {}, facts.map(([name, value]) => html("tr", {}, html("th", { scope: "row" }, name), html("td", {}, value)))))),
      figuresOf(device),
      device.topology ? couplings(device) : html("p", { class: "soft" }, `Fidelity of each coupler: ${device.paradigm === "gate" ? NOT_PUBLISHED : "does not apply"}.`),
    );
    frame.say(`${device.name}. ${device.on_braket ? (total === null ? sentence : `This task costs ${sentence}`) : "Not on Braket."}`);
  }

  function couplings({ name, topology: table }) {
    const key = `Couplers on ${table.date}: blue and thick is a high fidelity, orange and thin a low one, dashed is out of order.`;
    return html("div", {}, html("p", { class: "soft" }, key), html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Couplers" }, topology({ ...table, device: name }, Math.min(frame.width - 28, 560))));
  }

  function figuresOf({ figures }) {
    const sources = [...new Set(Object.values(figures).map(({ source }) => source))];
    const cells = Object.entries(figures).map(([name, one]) =>
      html("tr", {}, html("th", { scope: "row" }, title(name)), html("td", { class: "whole" }, written(one)), html("td", {}, one.statistic), html("td", { class: "whole" }, one.as_of), html("td", {}, `[${sources.indexOf(one.source) + 1}]`)),
    );
    const missing = Object.entries(CHARTED).filter(([name, [, kinds]]) => !figures[name]).map(([, [text]]) => text);
    const head = html("thead", {}, html("tr", {}, ["Figure", "Value", "What it is", "As of", "Source"].map((text) => html("th", { scope: "col" }, text))));
    return html("div", {},
      cells.length ? html("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Published figures" }, html("table", {}, head, html("tbody", {}, cells))) : "",
      missing.length ? html("p", { class: "soft" }, `Not published, or not applicable: ${missing.join(", ")}.`) : "",
      html("ol", { class: "sources" }, sources.map((source) => html("li", {}, source))),
    );
  }

  return {
    draw() {
      const [all, name, chosen, wanted] = ["devices", "figure", "chosen", "task"].map((trait) => frame.get(trait));
      const known = Object.hasOwn(CHARTED, name) ? name : "two_qubit_fidelity";
      const device = all.find((one) => one.name === chosen);
      frame.trouble(device ? null : `The catalogue has no device “${chosen}”. Choose one from the chart.`);
      figure.value = known;
      retired.value = frame.get("retired");
      for (const [part, { input }] of Object.entries(task)) if (Number(input.value) !== wanted[part] || input.value === "") input.value = wanted[part];
      chart(all.filter((one) => frame.get("retired") || !one.retired || one.name === chosen), known, chosen);
      about.hidden = !device;
      if (device) tell(device, wanted);
    },
  };
}

export default instrument({ title: "Device chart", traits: ["devices", "figure", "retired", "chosen", "task"], css, create });
