// Making elements. Attributes: a function for on<event>, null or false for "not there", anything else as text.

const SVG = "http://www.w3.org/2000/svg";

function made(element, attributes, children) {
  set(element, attributes);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const html = (tag, attributes = {}, ...children) => made(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) =>
  made(document.createElementNS(SVG, tag), attributes, children);

// Set attributes of an element; those that have their value already are left alone.
export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

// A drawing that is one picture for screen readers: `label` says in words what it shows.
export function picture(label, width, height, ...children) {
  return svg(
    "svg",
    { role: "img", "aria-label": label, viewBox: `0 0 ${width} ${height}`, width, height, class: "picture" },
    ...children,
  );
}

// As many children as there are items: missing ones are made, those too many removed, all kept brought up to date.
export function keep(parent, items, make, update) {
  while (parent.children.length > items.length) parent.lastElementChild.remove();
  items.forEach((item, at) => {
    if (at === parent.children.length) parent.append(make(item, at));
    update(parent.children[at], item, at);
  });
}
