// Light or dark: what the page says (JupyterLab, the course site, VS Code), else what the system prefers.

function ofPage() {
  const { body, documentElement: root } = document;
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "true" ? "light" : "dark";
  if (["light", "dark"].includes(root.dataset.theme)) return root.dataset.theme;
  const kind = body.dataset.vscodeThemeKind;
  if (kind) return kind.endsWith("light") ? "light" : "dark";
  return null;
}

// Keep `host` told of the theme in data-theme; returns what ends that.
export function follow(host) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const tell = () => (host.dataset.theme = ofPage() ?? (dark.matches ? "dark" : "light"));
  const observer = new MutationObserver(tell);
  for (const element of [document.body, document.documentElement])
    observer.observe(element, {
      attributes: true,
      attributeFilter: ["data-theme", "data-jp-theme-light", "data-vscode-theme-kind"],
    });
  dark.addEventListener("change", tell);
  tell();
  return () => {
    observer.disconnect();
    dark.removeEventListener("change", tell);
  };
}

// The colour of a phase in radians: a hue on both grounds, dark enough on light and light enough on dark.
// Never the only sign of it: a hand or a number shows the phase as well.
export const phaseColour = (phase) =>
  `oklch(var(--phase-lightness) 0.14 ${Math.round(((phase * 180) / Math.PI + 615) % 360)})`;

export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
