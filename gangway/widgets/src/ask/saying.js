// Findings in sentences: the templates are those of the exercise's data, filled as Python's str.format does.

const PARTS = ["does", "asked", "look"];

// A number as Python's format(value, ".<digits>g") writes it.
export function general(value, digits = 6) {
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const trimmed = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power >= -4 && power < digits) return trimmed(value.toFixed(Math.max(0, digits - 1 - power)));
  return `${trimmed(mantissa)}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function quoted(text) {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark;
}

function filled(template, values) {
  return template.replace(/\{\{|\}\}|\{(\w+)(![rs])?(?::([^}]*))?\}/g, (whole, name, how, format) => {
    if (whole === "{{" || whole === "}}") return whole[0];
    const value = values[name];
    if (how === "!r" && typeof value === "string") return quoted(value);
    return format === "g" ? general(value) : String(value);
  });
}

// The sentences of a finding, the exercise's own templates being in `messages` already.
export function sentences({ code, values = {} }, messages) {
  const templates = messages[code] ?? { does: code };
  return PARTS.filter((part) => templates[part]).map((part) => filled(templates[part], values));
}
