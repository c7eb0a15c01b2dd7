// Which page the address names. A page is `async (root, place)`: it fills `root`, and whatever it
// starts ends when `place.signal` aborts.

import { hear } from "./state.js";

const routes = [];
let current = null;

/// Pages by pattern: `/post/:id`.
export function route(pattern, page, { open = false, tab = "" } = {}) {
  routes.push({ parts: pattern.split("/").slice(1), page, open, tab });
}

export function here() {
  // A shared link has its place in the path, for pages that are asked for without JavaScript's hash.
  const shared = location.pathname.match(/^\/p\/([^/]+)$/);
  const hash = location.hash.slice(1);
  const [path, query] = (hash || (shared ? "/post/" + shared[1] : "/")).split("?");
  return { path, query: new URLSearchParams(query ?? "") };
}

export function find() {
  const { path, query } = here();
  const parts = path.split("/").slice(1);
  for (const route of routes) {
    if (route.parts.length !== parts.length) continue;
    const names = {};
    const fits = route.parts.every((part, index) => {
      if (!part.startsWith(":")) return part === parts[index];
      names[part.slice(1)] = decodeURIComponent(parts[index]);
      return parts[index] !== "";
    });
    if (fits) return { ...route, names, query, path };
  }
  return null;
}

export function go(path) {
  const target = "/#" + path;
  if (location.pathname + location.hash === target) window.dispatchEvent(new HashChangeEvent("hashchange"));
  else location.assign(target);
}

/// Ends the page that is shown and answers what the next one lives by.
export function begin(found) {
  current?.abort();
  current = new AbortController();
  const signal = current.signal;
  return { ...found, signal, hear: (name, heard) => hear(name, signal, heard) };
}
