// One's own film: how it comes along, what is there of it, what can be done with it.

import { call, get, path, post } from "./api.js";
import { choices, field, h, icon, link, button } from "./dom.js";
import { playLive } from "./live.js";
import { act, confirm, copy, dialog, toast, trying } from "./notices.js";
import { go } from "./router.js";
import { bytes, duration, moment, named, t } from "./strings.js";

const ended = (video) => ["completed", "failed", "cancelled"].includes(video.state);

export async function film(root, place) {
  const id = place.names.id;
  let video = await get(path("videos", id));
  const stage = stageOf(place);
  const title = h("h1");
  const progress = h("div", { className: "progress" });
  const actions = h("div", { className: "actions" });
  const facts = h("div", { className: "facts" });
  root.classList.add("watch");
  root.append(stage.node, h("div", { className: "side" }, title, progress, actions, facts));

  let told = "";
  function show(next) {
    video = next;
    document.title = video.title + " · Reelmill";
    title.textContent = video.title;
    stage.show(video);
    drawProgress(progress, video);
    // Buttons are made anew only when something about them changed, so that none is lost under a finger.
    const now = [video.state, video.post, video.title, video.notes.join(), video.media.strip].join("|");
    if (now === told) return;
    told = now;
    actions.replaceChildren(...actionsOf(video, show));
    facts.replaceChildren(...factsOf(video));
  }
  show(video);
  place.hear("video", (next) => { if (next.id === id) show(next); });
  // A film that ended while the connection was lost is in no event.
  const timer = setInterval(async () => {
    if (!ended(video)) show(await get(path("videos", id)).catch(() => video));
  }, 10000);
  place.signal.addEventListener("abort", () => clearInterval(timer));
}

/// The player. Going from the growing film to the whole one keeps the place.
function stageOf(place) {
  const video = h("video", { controls: true, playsInline: true, muted: true, autoplay: true, loop: true,
    "aria-label": t("player"), hidden: true });
  const waiting = h("div", { className: "waiting" }, icon("wand"), h("p"));
  const node = h("div", { className: "stage" }, video, waiting);
  let mode = "";
  let live = null;
  let more = null;
  let playable = 0;
  place.signal.addEventListener("abort", () => live?.abort());

  function show(film) {
    node.style.setProperty("--ratio", film.width / film.height);
    node.classList.toggle("tall", film.height > film.width);
    waiting.hidden = Boolean(film.media.live || film.media.film);
    video.hidden = !waiting.hidden;
    waiting.lastChild.textContent = film.state === "failed" && film.error ? film.error.message : film.waiting ?? t("stage." + film.state);
    waiting.classList.toggle("busy", !ended(film));
    if (film.media.film && mode !== "film") {
      const at = mode ? video.currentTime : 0;
      const paused = mode && video.paused && !video.ended && at > 0;
      live?.abort();
      mode = "film";
      video.loop = true;
      video.poster = film.media.poster ?? "";
      video.src = film.media.film;
      if (at > 0 && at < film.seconds - 0.3) video.currentTime = at;
      if (!paused) video.play().catch(() => {});
    } else if (film.media.live && mode === "") {
      mode = "live";
      video.loop = false;
      live = new AbortController();
      more = playLive(video, film.media, live.signal);
    } else if (mode === "live" && film.playable_seconds !== playable) {
      more();
    }
    playable = film.playable_seconds;
    node.dataset.mode = mode;
  }
  return { node, show };
}

function drawProgress(place, video) {
  const failure = video.state === "failed" ? video.error : null;
  place.hidden = ended(video) && !failure;
  if (failure) {
    place.replaceChildren(h("p", { className: "bad", role: "alert" }, failure.message));
    return;
  }
  if (ended(video)) return;
  if (!place.querySelector("progress")) {
    place.replaceChildren(h("div", { className: "row" }, h("strong", { role: "status" }), h("span", { className: "spring" }),
      h("span", { className: "percent" })), h("progress", { max: 1, "aria-label": t("progress") }), h("p", { className: "quiet" }));
  }
  const [strong, , percent] = place.firstChild.children;
  if (strong.textContent !== t("stage." + video.state)) strong.textContent = t("stage." + video.state);
  percent.textContent = Math.floor(video.progress * 100) + "%";
  place.querySelector("progress").value = video.progress;
  const parts = [];
  if (video.frames_per_second) parts.push(t("fps", { n: video.frames_per_second }));
  if (video.remaining_ms) parts.push(t("left", { time: duration(video.remaining_ms) }));
  if (video.playable_seconds) parts.push(t("playable", { n: Math.floor(video.playable_seconds) }));
  if (video.waiting) parts.push(video.waiting);
  place.querySelector("p").textContent = parts.join(" · ");
}

function actionsOf(video, show) {
  if (!ended(video)) {
    return [
      act(t("why"), async () => why(await get(path("videos", video.id, "explain"))), "soft"),
      act(t("cancelFilm"), async () => show(await post(path("videos", video.id, "cancel"))), "danger"),
    ];
  }
  const remove = act(t("delete"), async () => {
    if (!await confirm(t("deleteFilm"), t("deleteFilmWords"), t("delete"))) return;
    await call("DELETE", path("videos", video.id));
    toast(t("deleted"));
    go("/me");
  }, "plain", "trash");
  if (video.state !== "completed") return [remove];
  const { id } = video;
  return [
    video.post
      ? act(t("copyLink"), () => copy(location.origin + "/p/" + video.post), "primary", "share")
      : button(t("post"), () => postDialog(video, show), "primary", "share"),
    video.post ? link("/#/post/" + video.post, t("seePost"), "button") : null,
    link("/#/create?remix=" + id, t("remix"), "button", "remix"),
    link("/#/create?extend=" + id, t("extend"), "button", "extend"),
    h("a", { href: video.media.film + "?download", download: "", className: "button" }, icon("download"),
      h("span", t("download"))),
    act(t("rename"), () => rename(video, show), "plain"),
    remove,
  ].filter(Boolean);
}

function why({ summary, tasks }) {
  dialog(t("why"), h("p", summary), h("table", h("tbody", tasks.map((task) =>
    h("tr", h("th", { scope: "row" }, named("step", task.step)), h("td", named("task", task.state)),
      h("td", { className: "quiet" }, task.reason))))));
}

function rename(video, show) {
  const input = h("input", { name: "title", value: video.title, required: true, maxLength: 200 });
  const made = dialog(t("rename"), h("form", { className: "stack", onsubmit: (event) => {
    event.preventDefault();
    trying(async () => {
      show(await call("PATCH", path("videos", video.id), { title: input.value }));
      made.close();
    });
  } }, field(t("filmTitle"), input), h("div", { className: "row end" },
    h("button", { type: "submit", className: "primary" }, t("save")))));
}

function postDialog(video, show) {
  const form = h("form", { className: "stack post-form", onsubmit: (event) => {
    event.preventDefault();
    trying(async () => {
      const fields = Object.fromEntries(new FormData(form));
      const tags = fields.tags.split(/[\s,，、#]+/).filter(Boolean);
      const made = await post(path("videos", video.id, "post"),
        { title: fields.title, words: fields.words, tags, visibility: fields.visibility });
      opened.close();
      toast(t("posted"));
      show(await get(path("videos", video.id)));
      go("/post/" + made.id);
    }, form.querySelector("[type=submit]"));
  } },
    field(t("filmTitle"), h("input", { name: "title", value: video.title, maxLength: 200 })),
    field(t("words"), h("textarea", { name: "words", rows: 3, maxLength: 2000 })),
    field(t("tags"), h("input", { name: "tags" }), t("tagsHint")),
    choices("visibility", t("visibility"), [["public", t("public")], ["unlisted", t("unlisted")]], "public"),
    h("div", { className: "row end" }, h("button", { type: "submit", className: "primary" }, t("post"))));
  const opened = dialog(t("postFilm"), form);
}

function factsOf(video) {
  const rows = [
    [t("style"), video.style ? named("style", video.style) : t("style.auto")],
    [t("size"), `${video.width} × ${video.height}`],
    [t("length"), t("seconds", { n: Math.round(video.seconds) })],
    [t("engine"), named("engine", video.engine)],
    [t("quality"), named("quality", video.quality)],
    [t("music"), t(video.music ? "yes" : "no")],
    [t("seed"), String(video.seed)],
    [t("created"), moment(video.created_ms)],
    video.byte_count ? [t("fileSize"), bytes(video.byte_count)] : null,
  ].filter(Boolean);
  const { parent } = video;
  const parentLink = parent?.id ? "/#/film/" + parent.id : parent?.post ? "/#/post/" + parent.post : null;
  return [
    parent ? h("p", { className: "quiet" }, t("relation." + parent.relation), " ",
      parentLink ? link(parentLink, parent.title) : parent.title) : null,
    h("section", h("h2", t("prompt")), h("p", { className: "words" }, video.prompt)),
    video.notes.length ? h("section", h("h2", t("notes")), h("ul", { className: "notes" },
      video.notes.map((note) => h("li", note)))) : null,
    video.media.strip ? h("section", h("h2", t("strip")),
      h("img", { className: "strip", src: video.media.strip, alt: t("stripWords"), loading: "lazy" })) : null,
    h("section", h("h2", t("facts")), h("dl", rows.map(([name, value]) => [h("dt", name), h("dd", value)]))),
  ].filter(Boolean);
}
