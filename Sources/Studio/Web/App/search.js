// Finding films and people.

import { avatar, empty, h, icon } from "./dom.js";
import { get } from "./api.js";
import { endless, postTile } from "./lists.js";
import { trying } from "./notices.js";
import { state } from "./state.js";
import { t } from "./strings.js";

export async function search(root, place) {
  document.title = t("tab.search") + " · Reelmill";
  const people = h("div", { className: "people", "aria-label": t("creators") });
  const found = h("div");
  const input = h("input", { type: "search", name: "q", placeholder: t("searchHint"), "aria-label": t("search"), autocomplete: "off",
    value: place.query.get("q") ?? "", autofocus: true });
  let timer = null;
  let running = new AbortController();
  place.signal.addEventListener("abort", () => { clearTimeout(timer); running.abort(); });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 250);
  });
  root.append(h("h1", { className: "unseen" }, t("search")),
    h("form", { className: "searchbar", role: "search", onsubmit: (event) => { event.preventDefault(); look(); } },
      icon("search"), input), people, found);

  async function look() {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const q = input.value.trim();
    // So that coming back from a film finds the same list.
    history.replaceState(null, "", "/#/search" + (q ? "?q=" + encodeURIComponent(q) : ""));
    if (!q) {
      people.replaceChildren();
      return suggest(signal);
    }
    await trying(async () => {
      const creators = await get("search/creators?limit=12&q=" + encodeURIComponent(q));
      if (signal.aborted) return;
      const grid = h("div", { className: "grid" });
      people.replaceChildren(...creators.items.map(person));
      found.replaceChildren(grid);
      const count = await endless(grid, "search?limit=24&q=" + encodeURIComponent(q), postTile, signal);
      if (!count && !signal.aborted && !creators.items.length) found.replaceChildren(empty(t("noResults", { q })));
    });
  }

  async function suggest(signal) {
    const grid = h("div", { className: "grid" });
    found.replaceChildren(grid);
    await trying(async () => {
      const count = await endless(grid, "feed?limit=24", postTile, signal);
      if (!count && !signal.aborted) found.replaceChildren(empty(t("searchEmpty")));
    });
  }

  await look();
}

export function person(account) {
  return h("a", { className: "card", href: account.handle === state.me.handle ? "/#/me" : "/#/user/" + encodeURIComponent(account.handle) },
    avatar(account), h("span", h("strong", account.name), h("br"), h("span", { className: "hint" }, "@" + account.handle)));
}
