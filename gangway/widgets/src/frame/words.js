// Numbers and states as text, for eyes and for screen readers.

import { bitstring } from "../engine/index.js";

// A number with `digits` after the point, a true minus sign and no minus zero.
export function fixed(value, digits = 2) {
  const text = (Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value).toFixed(digits);
  return text.replace("-", "−");
}

export const percent = (share, digits = 1) => `${fixed(100 * share, digits).replace(/\.0+$/, "")} %`;
export const whole = (count) => count.toLocaleString("en-US");

// A complex number such as 0.50 − 0.50i
export function complex(re, im, digits = 2) {
  if (Math.abs(im) < 0.5 * 10 ** -digits) return fixed(re, digits);
  if (Math.abs(re) < 0.5 * 10 ** -digits) return `${fixed(im, digits)}i`;
  return `${fixed(re, digits)} ${im < 0 ? "−" : "+"} ${fixed(Math.abs(im), digits)}i`;
}

export const degrees = (angle) => `${fixed((angle * 180) / Math.PI, 0)}°`;

// An angle in radians as a multiple of π where it is a plain one: π/2, −3π/4, 0.30
export function angle(value) {
  for (const parts of [1, 2, 3, 4, 6, 8]) {
    const times = (value / Math.PI) * parts;
    if (Math.abs(times - Math.round(times)) > 1e-9 || Math.abs(times) > 8 * parts) continue;
    const count = Math.abs(Math.round(times));
    if (count === 0) return "0";
    return `${value < 0 ? "−" : ""}${count === 1 ? "" : count}π${parts === 1 ? "" : `/${parts}`}`;
  }
  return fixed(value, 2);
}

// What someone types as an angle: 0.5, pi/2, -3π/4, 90°; NaN if it is none.
export function parseAngle(text) {
  const plain = text.trim().toLowerCase().replaceAll("−", "-").replaceAll("π", "pi").replaceAll(" ", "");
  const inDegrees = /^([+-]?[\d.]+)(?:°|deg)$/.exec(plain);
  if (inDegrees) return (Number(inDegrees[1]) * Math.PI) / 180;
  const found = /^([+-]?)(\d*\.?\d*)\*?(pi)?(?:\/(\d*\.?\d+))?$/.exec(plain);
  if (!found || (!found[2] && !found[3])) return NaN;
  const size = (found[2] ? Number(found[2]) : 1) * (found[3] ? Math.PI : 1);
  return ((found[1] === "-" ? -1 : 1) * size) / (found[4] ? Number(found[4]) : 1);
}

export const list = (parts) =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

// The bitstrings that a state answers with, the likeliest first, at most `most` of them.
export function outcomes(probabilities, qubits, most = 4) {
  const found = [...probabilities.keys()].filter((at) => probabilities[at] > 5e-4);
  found.sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  const told = found.slice(0, most).map((at) => `${bitstring(at, qubits)} ${percent(probabilities[at])}`);
  const rest = found.length - told.length;
  return list(rest > 0 ? [...told, `${rest} more`] : told);
}
