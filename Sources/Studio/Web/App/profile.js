// A creator's page; one's own has the drafts beside what is published.

import { call, get, path, whoAmI } from "./api.js";
import { avatar, button, empty, field, h, iconButton, link } from "./dom.js";
import { followButton } from "./feed.js";
import { endless, filmTile, postTile } from "./lists.js";
import { dialog, toast, trying } from "./notices.js";
import { report } from "./post.js";
import { person } from "./search.js";
import { may, state, tell } from "./state.js";
import { t } from "./strings.js";

export async function profile(root, place) {
  const handle = place.names.handle ?? state.me.handle;
  const account = await get(path("users", handle));
  document.title = account.name + " · Reelmill";
  const part = account.me ? place.names.part ?? (may("creator") ? "drafts" : "published") : "published";
  root.append(head(account));
  if (account.me) {
    root.append(h("nav", { className: "subtabs", "aria-label": t("tab.me") },
      ["drafts", "published"].filter((name) => name !== "drafts" || may("creator")).map((name) =>
        h("a", { href: "/#/me/" + name, "aria-current": part === name ? "page" : undefined }, t(name)))));
  }
  const grid = h("div", { className: "grid" });
  root.append(grid);
  if (part === "drafts") return drafts(grid, place);
  const count = await endless(grid, path("users", handle) + "/posts?limit=24", postTile, place.signal);
  if (!count) grid.replaceWith(empty(t("publishedEmpty")));
}

async function drafts(grid, place) {
  const tiles = new Map();
  const make = (video) => {
    const made = filmTile(video);
    tiles.set(video.id, made);
    return made;
  };
  const count = await endless(grid, "videos?limit=24", make, place.signal);
  const none = empty(t("draftsEmpty"), link("/#/create", t("create"), "button primary"));
  if (!count) grid.before(none);
  place.hear("video", (video) => {
    if (tiles.has(video.id)) return tiles.get(video.id).update(video);
    none.remove();
    grid.prepend(make(video));
  });
}

function head(account) {
  const followers = h("strong", String(account.followers));
  const count = (number, word, list) => h("button", { type: "button", className: "plain small", onclick: () => people(account, list, word) },
    number, " ", word);
  return h("header", { className: "who" }, avatar(account, "big"),
    h("div", { className: "text" }, h("h1", account.name), h("div", { className: "quiet" }, "@" + account.handle),
      account.bio ? h("p", { className: "words" }, account.bio) : null,
      h("div", { className: "counts" }, h("span", h("strong", String(account.posts)), " ", t("posts")),
        count(followers, t("followers"), "followers"), count(h("strong", String(account.following)), t("followingCount"), "following"))),
    account.me
      ? h("div", { className: "row" }, button(t("editProfile"), edit), iconLink("/#/settings", t("settings")),
        may("operator") ? link("/#/farm", t("tab.farm"), "button") : null)
      : h("div", { className: "row" }, followButton(account, (now) => { followers.textContent = now.followers; }),
        iconButton("flag", t("report"), () => report({ handle: account.handle })), may("operator") ? roleOf(account) : null));
}

/// Operators say what others may do.
function roleOf(account) {
  const select = h("select", { "aria-label": t("inviteRole"), className: "role", onchange: () => trying(async () => {
    await call("PATCH", path("users", account.handle), { role: select.value });
    toast(t("saved"));
  }, select) }, ["viewer", "creator", "operator"].map((role) =>
    h("option", { value: role, selected: role === account.role }, t("role." + role))));
  return select;
}

function iconLink(href, label) {
  return link(href, label, "button", "gear");
}

function people(account, list, title) {
  trying(async () => {
    const page = await get(path("users", account.handle) + "/" + list + "?limit=100");
    const made = dialog(title, page.items.length ? h("div", { className: "stack" }, page.items.map((one) => {
      const row = person(one);
      row.className = "by";
      row.addEventListener("click", () => made.close());
      return row;
    })) : h("p", { className: "quiet" }, "—"));
  });
}

function edit() {
  const form = h("form", { className: "stack", onsubmit: (event) => {
    event.preventDefault();
    trying(async () => {
      await call("PATCH", "me", Object.fromEntries(new FormData(form)));
      state.me = await whoAmI();
      made.close();
      toast(t("saved"));
      tell("language");
    });
  } },
    field(t("name"), h("input", { name: "name", value: state.me.name, required: true, maxLength: 60 })),
    field(t("bio"), h("textarea", { name: "bio", value: state.me.bio, rows: 3, maxLength: 500 })),
    h("div", { className: "row end" }, h("button", { type: "submit", className: "primary" }, t("save"))));
  const made = dialog(t("editProfile"), form);
}
