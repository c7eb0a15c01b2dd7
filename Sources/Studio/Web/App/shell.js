// What stands around every page: side bar on a wide screen, tab bar on a phone.

import { h, icon, link, spinner, empty } from "./dom.js";
import { state, may } from "./state.js";
import { t } from "./strings.js";
import { begin, find, go, here } from "./router.js";

export function setTheme(name) {
  localStorage.setItem("theme", name);
  document.documentElement.dataset.theme = name;
}

const main = h("main", { id: "main", tabIndex: -1 });
const bars = h("div", { className: "bars" });
const trouble = h("p", { className: "trouble", role: "alert", hidden: true });

function tab(name, href, drawing, current, className = "") {
  return h("a", { href, className: "tab " + className, "aria-current": current === name ? "page" : undefined,
    data: { tab: name } }, icon(drawing), h("span", { className: "name" }, t("tab." + name)));
}

function tabs(current) {
  if (!state.me) {
    return h("nav", { className: "tabs strangers", "aria-label": t("navigation") },
      link("/#/", "Reelmill", "brand"), link("/#/sign-in", t("signIn"), "button primary"));
  }
  return h("nav", { className: "tabs", "aria-label": t("navigation") },
    h("a", { href: "/#/", className: "brand" }, h("img", { src: "/app/icon.svg", alt: "", width: 28, height: 28 }),
      h("span", "Reelmill")),
    tab("home", "/#/", "home", current),
    tab("search", "/#/search", "search", current),
    may("creator") ? tab("create", "/#/create", "plus", current, "create") : null,
    tab("notifications", "/#/notifications", "bell", current),
    tab("me", "/#/me", "person", current),
    h("span", { className: "spring" }),
    may("operator") ? tab("farm", "/#/farm", "farm", current, "wide") : null,
    tab("settings", "/#/settings", "gear", current, "wide"));
}

/// The number on the bell.
export function badge() {
  const bell = bars.querySelector("[data-tab=notifications]");
  if (!bell) return;
  bell.querySelector(".badge")?.remove();
  const unread = state.me?.unread ?? 0;
  if (unread > 0) {
    bell.append(h("span", { className: "badge", "aria-label": t("unread", { n: unread }) },
      unread > 99 ? "99+" : String(unread)));
  }
}

/// Shows the page that the address names, in the language of now.
export async function draw() {
  const found = find();
  if (!found) return go("/");
  if (!state.me && !found.open) {
    return go("/sign-in" + (found.path === "/" ? "" : "?then=" + encodeURIComponent(here().path)));
  }
  if (!bars.isConnected) document.body.replaceChildren(skip(), trouble, bars, main);
  bars.replaceChildren(tabs(found.tab));
  badge();
  document.title = "Reelmill";
  for (const open of document.querySelectorAll("dialog[open]")) open.close();
  const place = begin(found);
  const root = h("div", { className: "page" });
  main.replaceChildren(root, spinner(t("loading")));
  scrollTo(0, 0);
  try {
    await found.page(root, place);
  } catch (error) {
    if (place.signal.aborted) return;
    root.replaceChildren(empty(error.status === 404 ? t("notFound") : error.message,
      link("/#/", t("home"), "button")));
  }
  if (place.signal.aborted) return;
  main.querySelector(":scope > .spinner")?.remove();
  // A reader hears the new page, a keyboard goes on in it; on a phone a focused field would cover half of it.
  const field = matchMedia("(pointer: coarse)").matches ? null : root.querySelector("[autofocus]");
  if (!main.contains(document.activeElement)) (field ?? main).focus({ preventScroll: true });
}

draw.farm = (reach) => {
  trouble.textContent = t("farmAway");
  trouble.hidden = reach === "reachable" || !state.me;
};

function skip() {
  return h("a", { href: "#main", className: "skip", onclick: (event) => {
    // The hash is the router's; the focus alone moves.
    event.preventDefault();
    main.focus();
  } }, t("skip"));
}
