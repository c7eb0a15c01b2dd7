// Settings, one part at a time.

import { call, post, whoAmI } from "./api.js";
import { choices, field, h, link } from "./dom.js";
import { invites, keys, quota, sessions } from "./settings-access.js";
import { act, dialog, toast, trying } from "./notices.js";
import { may, state, tell } from "./state.js";
import { setTheme } from "./shell.js";
import { languages, setLanguage, t } from "./strings.js";

const parts = { look, invites, keys, quota, sessions, account };

export async function settings(root, place) {
  document.title = t("tab.settings") + " · Reelmill";
  const names = Object.keys(parts).filter((name) => may("creator") || !["keys", "quota"].includes(name));
  const part = names.includes(place.names.part) ? place.names.part : "look";
  const body = h("div", { className: "section" });
  root.append(h("div", { className: "narrow" }, h("h1", t("tab.settings")),
    h("nav", { className: "subtabs", "aria-label": t("tab.settings") }, names.map((name) =>
      h("a", { href: "/#/settings/" + name, "aria-current": name === part ? "page" : undefined }, t("set." + name)))), body));
  await parts[part](body, place);
}

function change(fields) {
  return trying(async () => { state.me = { ...state.me, ...await call("PATCH", "me", fields), csrf: state.me.csrf }; });
}

function look(body) {
  const language = choices("language", t("language"), languages, state.me.language, async (name) => {
    await change({ language: name });
    setLanguage(name);
    tell("language");
  });
  const theme = choices("theme", t("theme"), ["auto", "light", "dark"].map((name) => [name, t("theme." + name)]), state.me.theme,
    (name) => { setTheme(name); change({ theme: name }); });
  body.append(h("div", { className: "card stack" }, language, theme),
    h("div", { className: "row" }, may("operator") ? link("/#/farm", t("tab.farm"), "button", "farm") : null,
      act(t("signOut"), async () => {
        await post("sign-out");
        state.me = null;
        location.assign("/#/sign-in");
        tell("me");
      }, "danger")),
    h("p", { className: "hint" }, `${state.studio.name} ${state.studio.version}`));
}

function account(body) {
  const secret = (name, kind) => h("input", { name, type: "password", required: true, minLength: 8, maxLength: 256, autocomplete: kind });
  const form = h("form", { className: "stack", onsubmit: (event) => {
    event.preventDefault();
    trying(async () => {
      await post("me/password", Object.fromEntries(new FormData(form)));
      form.reset();
      toast(t("passwordChanged"));
    }, form.querySelector("[type=submit]"));
  } },
    h("input", { type: "text", autocomplete: "username", value: state.me.handle, hidden: true, readOnly: true }),
    field(t("oldPassword"), secret("old", "current-password")), field(t("newPassword"), secret("new", "new-password"), t("passwordHint")),
    h("div", { className: "row end" }, h("button", { type: "submit", className: "primary" }, t("save"))));
  body.append(
    h("section", { className: "card" }, h("h2", t("changePassword")), form),
    h("section", { className: "card" }, h("h2", t("export")), h("p", { className: "quiet" }, t("exportWords")),
      h("a", { href: "/api/export", download: "reelmill.json", className: "button" }, t("exportButton"))),
    h("section", { className: "card" }, h("h2", t("deleteAccount")), h("p", { className: "quiet" }, t("deleteAccountWords")),
      act(t("deleteAccount"), () => goodbye(), "danger")));
}

function goodbye() {
  const password = h("input", { name: "password", type: "password", required: true, autocomplete: "current-password" });
  const made = dialog(t("deleteAccount"), h("form", { className: "stack", onsubmit: (event) => {
    event.preventDefault();
    trying(async () => {
      await call("DELETE", "me", { password: password.value });
      made.close();
      state.me = await whoAmI();
      location.assign("/#/sign-in");
      tell("me");
    });
  } }, h("p", { className: "quiet" }, t("deleteAccountWords")), field(t("password"), password),
    h("div", { className: "row end" }, h("button", { type: "submit", className: "danger" }, t("deleteForever")))));
}
