// Builds the page's elements. Text only ever becomes a text node, so data can never become markup.

const SVG = "http://www.w3.org/2000/svg";

const paths = {
  home: "M3 11.5 12 4l9 7.500M5.5 9.800V20h13V9.8",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.2 16.2 21 21",
  plus: "M12 5v14M5 12h14",
  bell: "M6 16.500V11a6 6 0 0 1 12 0v5.500l1.5 1.500h-15zM10 20.500h4",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 20.500c1-4 4-6 8-6s7 2 8 6",
  gear: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.600l2.1 2.100M16.3 16.300l2.1 2.100M18.4 5.600l-2.1 2.100M7.7 16.300l-2.1 2.1",
  farm: "M4 5h16v5H4zM4 14h16v5H4zM7.5 7.500h.1M7.5 16.500h.1",
  heart: "M12 20S4 15 4 9.500A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.500C20 15 12 20 12 20z",
  comment: "M4 5h16v11H12l-5 4v-4H4z",
  remix: "M4 8h11a4 4 0 0 1 4 4M16 5l-1-1M12 5l3 3-3 3M20 16H9a4 4 0 0 1-4-4M12 13l-3 3 3 3",
  share: "M12 15V4M8 7.5 12 3.500l4 4M5 12v8h14v-8",
  download: "M12 4v11M8 11.500l4 4 4-4M5 20h14",
  extend: "M4 6h9v12H4zM16 12h6M19 9v6",
  sound: "M4 9.500v5h3.500L12 18.500v-13L7.5 9.500zM15.5 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11",
  muted: "M4 9.500v5h3.500L12 18.500v-13L7.5 9.500zM16 9.500l5 5M21 9.500l-5 5",
  close: "M6 6l12 12M18 6 6 18",
  more: "M6 12h.1M12 12h.1M18 12h.1",
  flag: "M6 21V4h11l-2 4 2 4H6",
  trash: "M5 7h14M9.5 7V4.500h5V7M7 7l1 13h8l1-13",
  back: "M15 5l-7 7 7 7",
  check: "M5 12.500l4.5 4.500L19 7.5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  wand: "M5 19 15 9M17 4v4M15 6h4M19 12v3M17.5 13.500h3M9 4v3M7.5 5.500h3",
  play: "M8 5.500v13l11-6.500z",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}

/// An element. In `set`, `on…` functions are listeners, names with a dash or `role` attributes, the rest properties.
export function h(name, set, ...children) {
  const made = document.createElement(name);
  if (set && (typeof set !== "object" || set instanceof Node || Array.isArray(set))) {
    children.unshift(set);
    set = null;
  }
  for (const [key, value] of Object.entries(set ?? {})) {
    if (value === undefined || value === null) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2).toLowerCase(), value);
    else if (key.includes("-") || key === "role" || key === "for" || key === "list") {
      made.setAttribute(key, value);
    } else if (key === "data") Object.assign(made.dataset, value);
    else made[key] = value;
  }
  made.append(...children.flat(3).filter((one) => one !== null && one !== undefined && one !== false));
  return made;
}

/// A button with a drawing on it; `label` is what a screen reader says.
export function iconButton(name, label, onclick, set = {}) {
  return h("button", { type: "button", className: "round", title: label, "aria-label": label, onclick, ...set },
    icon(name));
}

export function button(text, onclick, className = "", drawing) {
  return h("button", { type: "button", className, onclick }, drawing ? icon(drawing) : null, h("span", text));
}

export function link(href, text, className = "", drawing) {
  return h("a", { href, className }, drawing ? icon(drawing) : null, h("span", text));
}

/// Several choices of which one holds: a row of radio buttons that looks like chips.
export function choices(name, label, options, chosen, onchange) {
  return h("fieldset", { className: "choices" }, h("legend", label),
    h("div", { className: "chips" }, options.map(([value, text]) =>
      h("label", { className: "chip" },
        h("input", { type: "radio", name, value: String(value), checked: String(value) === String(chosen),
          onchange: onchange ? () => onchange(value) : undefined }),
        h("span", text)))));
}

export function field(label, control, hint) {
  return h("label", { className: "field" }, h("span", { className: "label" }, label), control,
    hint ? h("span", { className: "hint" }, hint) : null);
}

export function empty(text, ...more) {
  return h("div", { className: "empty" }, h("p", text), more);
}

export function spinner(label) {
  return h("div", { className: "spinner", role: "status", "aria-label": label });
}

export function avatar(creator, size = "") {
  const letter = [...(creator.name || creator.handle)][0]?.toUpperCase() ?? "?";
  const hue = [...creator.handle].reduce((sum, one) => (sum * 31 + one.codePointAt(0)) % 360, 7);
  const made = h("span", { className: "avatar " + size, "aria-hidden": "true" }, letter);
  made.style.setProperty("--hue", hue);
  return made;
}
