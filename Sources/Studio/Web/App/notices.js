// Short notices, dialogs, and what every button does when its work fails.

import { button, h, iconButton } from "./dom.js";
import { t } from "./strings.js";

let place = null;

export function toast(text, kind = "") {
  if (!place?.isConnected) {
    place = h("div", { className: "toasts", role: "status", "aria-live": "polite" });
    document.body.append(place);
  }
  const note = h("div", { className: "toast " + kind }, text);
  place.append(note);
  setTimeout(() => note.remove(), kind === "bad" ? 7000 : 3000);
}

/// Does `work`; says what went wrong where people see it. Answers undefined then.
export async function trying(work, control) {
  if (control) control.disabled = true;
  try {
    return await work();
  } catch (error) {
    if (error.name !== "AbortError") toast(error.message || t("failed"), "bad");
    return undefined;
  } finally {
    if (control) control.disabled = false;
  }
}

/// A button that does `work` once at a time.
export function act(text, work, className = "", drawing) {
  const made = button(text, () => trying(work, made), className, drawing);
  return made;
}

export function dialog(title, ...content) {
  const made = h("dialog", { "aria-label": title, onclose: () => made.remove(),
    onclick: (event) => { if (event.target === made) made.close(); } },
    h("div", { className: "sheet" },
      h("header", h("h2", title), iconButton("close", t("close"), () => made.close())), content));
  document.body.append(made);
  made.showModal();
  return made;
}

/// Asks before something that cannot be undone.
export function confirm(title, words, verb) {
  return new Promise((resolve) => {
    const answer = (value) => { resolve(value); made.close(); };
    const made = dialog(title, h("p", { className: "quiet" }, words),
      h("div", { className: "row end" }, button(t("cancel"), () => answer(false)),
        button(verb, () => answer(true), "danger")));
    made.addEventListener("close", () => resolve(false));
  });
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Over plain HTTP a browser hides the clipboard; a selected field still can be copied from.
    const field = h("textarea", { value: text, className: "unseen" });
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  toast(t("copied"));
}
