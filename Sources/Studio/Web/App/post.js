// What one posted, as others see it.

import { call, get, path, post as send } from "./api.js";
import { avatar, button, choices, field, h, icon, iconButton, link } from "./dom.js";
import { by, followButton, likeButton } from "./feed.js";
import { postTile } from "./lists.js";
import { act, confirm, copy, dialog, toast, trying } from "./notices.js";
import { go } from "./router.js";
import { may, state } from "./state.js";
import { ago, moment, named, t } from "./strings.js";

export async function post(root, place) {
  const id = place.names.id;
  const shown = await get(path("posts", id));
  document.title = shown.title + " · Reelmill";
  const video = h("video", { src: shown.media.film, poster: shown.media.poster, controls: true, playsInline: true, autoplay: true,
    loop: true, muted: !state.sound, "aria-label": shown.title });
  const stage = h("div", { className: "stage " + (shown.height > shown.width ? "tall" : "") }, video);
  stage.style.setProperty("--ratio", shown.width / shown.height);
  const side = h("div", { className: "side" });
  root.classList.add("watch");
  root.append(stage, side);

  const who = by(shown.creator, h("span", { className: "quiet" }, ago(shown.created_ms)), h("span", { className: "spring" }));
  if (state.me && !shown.mine) {
    get(path("users", shown.creator.handle)).then((account) => who.append(followButton(account)), () => {});
  }
  const likes = h("span", String(shown.likes));
  const like = state.me ? likeButton(shown) : null;
  like?.addEventListener("counted", (event) => { likes.textContent = event.detail; });
  side.append(who, h("h1", shown.title),
    shown.words ? h("p", { className: "words" }, shown.words) : "",
    shown.tags.length ? h("div", { className: "tags" }, shown.tags.map((tag) =>
      h("a", { href: "/#/search?q=" + encodeURIComponent(tag) }, "#" + tag))) : "",
    h("div", { className: "actions" },
      like ? h("span", { className: "row" }, like, likes) : h("span", { className: "quiet" }, t("likes", { n: shown.likes })),
      may("creator") ? link("/#/create?remix=" + id, t("remix"), "button primary", "remix") : null,
      act(t("share"), () => share(shown), "", "share"),
      h("a", { href: shown.media.film, download: shown.title + ".mp4", className: "button round", "aria-label": t("download"),
        title: t("download") }, icon("download")),
      ...(state.me ? more(shown) : [])),
    state.me ? "" : h("p", { className: "quiet" }, t("signInTo")),
    comments(id, shown, place),
    facts(shown));
  trying(async () => {
    const found = await get(path("posts", id) + "/lineage");
    if (!place.signal.aborted) side.append(...lineage(found));
  });
}

async function share(shown) {
  const address = location.origin + "/p/" + shown.id;
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    await navigator.share({ title: shown.title, url: address }).catch(() => {});
  } else {
    await copy(address);
  }
}

function more(shown) {
  const buttons = [];
  if (shown.mine) buttons.push(button(t("edit"), () => edit(shown), "plain"));
  if (shown.mine || may("operator")) {
    buttons.push(act(t("takeDown"), async () => {
      if (!await confirm(t("deletePost"), t("deletePostWords"), t("takeDown"))) return;
      await call("DELETE", path("posts", shown.id));
      toast(t("deleted"));
      go("/me/published");
    }, "plain danger"));
  }
  if (!shown.mine) buttons.push(iconButton("flag", t("report"), () => report({ post: shown.id })));
  return buttons;
}

export function report(subject) {
  const reason = h("textarea", { name: "reason", required: true, rows: 3, maxLength: 2000 });
  const made = dialog(t("report"), h("form", { className: "stack", onsubmit: (event) => {
    event.preventDefault();
    trying(async () => {
      await send("reports", { ...subject, reason: reason.value });
      made.close();
      toast(t("reported"));
    });
  } }, field(t("reportWords"), reason), h("div", { className: "row end" },
    h("button", { type: "submit", className: "primary" }, t("report")))));
}

function edit(shown) {
  const form = h("form", { className: "stack", onsubmit: (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(form));
    trying(async () => {
      await call("PATCH", path("posts", shown.id), { ...fields, tags: fields.tags.split(/[\s,，、#]+/).filter(Boolean) });
      made.close();
      toast(t("saved"));
      go("/post/" + shown.id);
    });
  } },
    field(t("filmTitle"), h("input", { name: "title", value: shown.title, maxLength: 200 })),
    field(t("words"), h("textarea", { name: "words", value: shown.words, rows: 3, maxLength: 2000 })),
    field(t("tags"), h("input", { name: "tags", value: shown.tags.join(" ") }), t("tagsHint")),
    choices("visibility", t("visibility"), [["public", t("public")], ["unlisted", t("unlisted")]], shown.visibility),
    h("div", { className: "row end" }, h("button", { type: "submit", className: "primary" }, t("save"))));
  const made = dialog(t("editPost"), form);
}

function comments(id, shown, place) {
  const list = h("ul", { className: "comments" });
  const none = h("p", { className: "quiet", hidden: true }, t("noComments"));
  const older = h("div");
  const line = (comment) => {
    const made = h("li", avatar(comment.creator), h("div", h("strong", comment.creator.name), " ",
      h("span", { className: "quiet" }, ago(comment.created_ms)), h("p", { className: "words" }, comment.text)),
      comment.mine || shown.mine || may("operator")
        ? iconButton("trash", t("delete"), () => trying(async () => {
          await call("DELETE", path("comments", comment.id));
          made.remove();
        }))
        : state.me ? iconButton("flag", t("report"), () => report({ comment: comment.id })) : null);
    return made;
  };
  const take = async (after) => {
    const page = await get(path("posts", id) + "/comments" + (after ? "?after=" + encodeURIComponent(after) : ""));
    if (place.signal.aborted) return;
    list.append(...page.items.map(line));
    none.hidden = list.childElementCount > 0;
    older.replaceChildren(...(page.next ? [act(t("loadMore"), () => take(page.next), "plain")] : []));
  };
  trying(() => take(null));
  const text = h("input", { name: "text", required: true, maxLength: 2000, placeholder: t("commentHint"), "aria-label": t("comment"),
    autocomplete: "off" });
  const form = h("form", { onsubmit: (event) => {
    event.preventDefault();
    trying(async () => {
      const made = await send(path("posts", id) + "/comments", { text: text.value });
      text.value = "";
      none.hidden = true;
      list.append(line(made));
    });
  } }, text, h("button", { type: "submit" }, t("send")));
  const section = h("section", { className: "comments", "aria-label": t("comments") },
    h("h2", t("comments")), none, list, older, state.me ? form : null);
  if (place.query.get("to") === "comments") setTimeout(() => section.scrollIntoView({ block: "center" }), 300);
  return section;
}

function facts(shown) {
  return h("div", { className: "facts" },
    h("section", h("h2", t("prompt")), h("p", { className: "words" }, shown.prompt)),
    h("img", { className: "strip", src: shown.media.strip, alt: t("stripWords"), loading: "lazy",
      onerror: (event) => event.target.remove() }),
    h("p", { className: "quiet" }, [shown.style ? named("style", shown.style) : null, `${shown.width} × ${shown.height}`,
      t("seconds", { n: Math.round(shown.seconds) }), moment(shown.created_ms)].filter(Boolean).join(" · ")));
}

function lineage({ ancestors, remixes }) {
  const part = (title, posts) => posts.length
    ? h("section", { "aria-label": title }, h("h2", title), h("div", { className: "tree" }, posts.map(postTile))) : null;
  return [part(t("cameFrom"), ancestors), part(t("remixes"), remixes)].filter(Boolean);
}
