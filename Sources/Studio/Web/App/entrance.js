// Signing in and signing up.

import { get, path, post } from "./api.js";
import { field, h, link } from "./dom.js";
import { trying } from "./notices.js";
import { go } from "./router.js";
import { state, tell } from "./state.js";
import { language, languages, setLanguage, t } from "./strings.js";

function frame(root, title, words, form, ...below) {
  root.classList.add("entrance");
  root.append(h("div", { className: "card door" },
    h("img", { src: "/app/icon.svg", alt: "", width: 56, height: 56 }),
    h("h1", title), h("p", { className: "quiet" }, words), form, below,
    h("div", { className: "row center" }, languages.map(([code, name]) =>
      h("button", { type: "button", className: "plain small", "aria-pressed": String(code === language()),
        onclick: () => { setLanguage(code); tell("language"); } }, name)))));
}

function form(fields, verb, work) {
  const made = h("form", { className: "stack", onsubmit: (event) => {
    event.preventDefault();
    trying(() => work(Object.fromEntries(new FormData(made))), made.querySelector("[type=submit]"));
  } }, fields, h("button", { type: "submit", className: "primary large" }, verb));
  return made;
}

function enter(me, then) {
  state.me = me;
  location.replace("/#" + (then?.startsWith("/") ? then : "/"));
  tell("me");
}

const handle = (autofocus) => h("input", { name: "handle", required: true, autocomplete: "username", minLength: 2,
  maxLength: 30, autofocus, autocapitalize: "none", spellcheck: false });
const password = (kind) => h("input", { name: "password", type: "password", required: true, minLength: 8,
  maxLength: 256, autocomplete: kind });

export async function signIn(root, place) {
  if (state.me) return go("/");
  document.title = t("signIn") + " · Reelmill";
  frame(root, state.studio.name, t("slogan"), form([
    field(t("handle"), handle(true)),
    field(t("password"), password("current-password")),
  ], t("signIn"), async (fields) => enter(await post("sign-in", fields), place.query.get("then"))),
  h("p", { className: "quiet center" }, t("noAccount"), " ", link("/#/sign-up", t("signUp"))));
}

export async function signUp(root, place) {
  if (state.me) return go("/");
  document.title = t("signUp") + " · Reelmill";
  const code = place.query.get("invite") ?? "";
  const status = h("span", { className: "hint", role: "status" });
  const invite = h("input", { name: "invite", value: code, autocomplete: "off", spellcheck: false,
    required: state.studio.sign_up === "invited", onchange: () => check() });
  async function check() {
    status.textContent = "";
    if (!invite.value) return;
    try {
      const known = await get(path("invites", invite.value.trim()));
      status.textContent = known.inviter
        ? t("invitedBy", { who: known.inviter, role: t("role." + known.role) })
        : t("inviteGood", { role: t("role." + known.role) });
      status.className = "hint good";
    } catch {
      status.textContent = t("inviteBad");
      status.className = "hint bad";
    }
  }
  const inviteField = field(t("invite"), invite);
  inviteField.append(status);
  frame(root, t("welcome"), t("slogan"), form([
    inviteField,
    field(t("handle"), handle(true), t("handleHint")),
    field(t("password"), password("new-password"), t("passwordHint")),
  ], t("signUp"), async (fields) => {
    const asked = { ...fields, invite: fields.invite.trim(), language: language() };
    if (!asked.invite) delete asked.invite;
    enter(await post("sign-up", asked), "/create");
  }), h("p", { className: "quiet center" }, t("haveAccount"), " ", link("/#/sign-in", t("signIn"))));
  await check();
}
