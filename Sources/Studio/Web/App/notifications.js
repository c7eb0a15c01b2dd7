// What happened while one looked elsewhere.

import { get, post } from "./api.js";
import { avatar, empty, h, icon } from "./dom.js";
import { endless } from "./lists.js";
import { act, trying } from "./notices.js";
import { badge } from "./shell.js";
import { state } from "./state.js";
import { ago, t } from "./strings.js";

const drawings = { finished: "check", failed: "close", liked: "heart", commented: "comment", remixed: "remix", followed: "person",
  invite_used: "plus", system: "bell" };

export async function notifications(root, place) {
  document.title = t("tab.notifications") + " · Reelmill";
  const list = h("ul", { className: "list narrow" });
  const readAll = act(t("readAll"), async () => {
    await read({});
    for (const one of list.querySelectorAll(".fresh")) one.classList.remove("fresh");
  }, "plain small");
  root.append(h("div", { className: "row narrow" }, h("h1", t("tab.notifications")), h("span", { className: "spring" }), readAll), list);
  const count = await endless(list, "notifications?limit=30", row, place.signal);
  const none = count ? null : empty(t("notificationsEmpty"));
  if (none) list.after(none);
  place.hear("notification", (note) => {
    none?.remove();
    list.prepend(row(note));
  });
  // Seen is read, but what was new stays marked as long as this page is open.
  if (state.me.unread > 0) await trying(() => read({}));
}

async function read(what) {
  const now = await post("notifications/read", what);
  state.me.unread = now.unread;
  badge();
}

function row(note) {
  const who = note.actor?.name ?? t("somebody");
  const href = note.post ? "/#/post/" + note.post : note.video ? "/#/film/" + note.video
    : note.actor ? "/#/user/" + encodeURIComponent(note.actor.handle) : "/#/notifications";
  return h("li", h("a", { href, className: "item" + (note.read ? "" : " fresh") },
    note.actor ? avatar(note.actor) : h("span", { className: "dot" }, icon(drawings[note.kind] ?? "bell")),
    h("span", { className: "text" }, h("strong", t("note." + note.kind, { who })),
      note.title ? h("div", note.title) : null, note.text ? h("div", { className: "quiet" }, note.text) : null,
      h("div", { className: "quiet" }, ago(note.created_ms))),
    note.actor ? icon(drawings[note.kind] ?? "bell") : null));
}
