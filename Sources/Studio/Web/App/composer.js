// Asking for a film: from words, from a template, from another film.

import { call, get, path, post } from "./api.js";
import { choices, field, h, iconButton, link } from "./dom.js";
import { act, toast, trying } from "./notices.js";
import { go } from "./router.js";
import { state } from "./state.js";
import { named, t } from "./strings.js";

/// Kept while the tab lives, so that a look elsewhere loses nothing.
const kept = { prompt: "", orientation: "portrait", seconds: "10", style: "", engine: "", quality: "standard",
  music: true, seed: "" };

async function parentOf(query) {
  const id = query.get("remix") ?? query.get("extend");
  if (!id) return null;
  const relation = query.has("extend") ? "extend" : "remix_of";
  const shown = id.startsWith("post_") ? await get(path("posts", id)) : await get(path("videos", id));
  return { relation, id, shown };
}

export async function compose(root, place) {
  document.title = t("tab.create") + " · Reelmill";
  const parent = await parentOf(place.query);
  const { studio } = state;
  const prompt = h("textarea", { name: "prompt", rows: 4, required: true, maxLength: 32000, value: kept.prompt,
    placeholder: t(parent ? "prompt." + parent.relation : "prompt.new"), "aria-label": t("prompt"), autofocus: true });
  const findings = h("div", { className: "findings", role: "status" });
  const seed = h("input", { name: "seed", inputMode: "numeric", pattern: "[0-9]*", value: kept.seed,
    placeholder: t("seed.any") });
  const music = h("input", { type: "checkbox", name: "music", role: "switch", checked: kept.music });
  const select = (name, options) => h("select", { name }, options.map(([value, text]) =>
    h("option", { value, selected: value === kept[name] }, text)));
  const isRemix = parent?.relation === "remix_of";
  const form = h("form", { className: "composer stack", onsubmit: (event) => {
    event.preventDefault();
    trying(make, form.querySelector("[type=submit]"));
  } },
    parent ? banner(parent) : null,
    h("div", { className: "card prompt" }, prompt, h("div", { className: "row" },
      act(t("understand"), understand, "soft", "wand"), h("span", { className: "spring" }),
      h("button", { type: "submit", className: "primary" }, t("make")))),
    findings,
    isRemix ? ideas() : h("div", { className: "card options" },
      parent ? null : choices("orientation", t("orientation"), Object.keys(studio.formats.orientations)
        .map((name) => [name, named("orientation", name)]), kept.orientation),
      choices("seconds", t("length"), studio.formats.seconds.map((n) => [n, t("seconds", { n })]), kept.seconds),
      parent ? null : choices("style", t("style"),
        [["", t("style.auto")], ...studio.styles.map((name) => [name, named("style", name)])], kept.style),
      parent ? null : choices("quality", t("quality"), studio.qualities.map((name) => [name, named("quality", name)]),
        kept.quality),
      h("label", { className: "switch" }, h("span", t("music")), music),
      parent ? null : h("details", { open: Boolean(kept.seed) }, h("summary", t("more")), h("div", { className: "two" },
        field(t("engine"), select("engine", [["", t("engine.auto")],
          ...studio.engines.map((name) => [name, named("engine", name)])])),
        field(t("seed"), seed)))),
    parent ? null : templates());
  root.append(h("h1", t(parent ? "title." + parent.relation : "title.new")), form);

  place.signal.addEventListener("abort", keep);

  function keep() {
    const fields = Object.fromEntries(new FormData(form));
    Object.assign(kept, fields, { music: music.checked, prompt: parent ? kept.prompt : prompt.value });
  }

  function asked() {
    const fields = Object.fromEntries(new FormData(form));
    const order = { prompt: prompt.value.trim() };
    if (parent) order[parent.relation] = parent.id;
    if (!isRemix) order.seconds = Number(fields.seconds);
    if (!parent) {
      order.orientation = fields.orientation;
      if (fields.style) order.style = fields.style;
    }
    return { fields, order };
  }

  async function understand() {
    if (!prompt.reportValidity()) return;
    const { order } = asked();
    // What an extension adds is understood as a film of its own.
    delete order.extend;
    const found = await post("understand", order);
    findings.replaceChildren(preview(found));
  }

  async function make() {
    const { fields, order } = asked();
    if (!isRemix) order.music = music.checked;
    if (!parent) {
      order.quality = fields.quality;
      if (fields.engine) order.engine = fields.engine;
      if (fields.seed) order.seed = Number(fields.seed);
    }
    const key = crypto.randomUUID?.() ?? String(Math.random());
    const video = await call("POST", "videos", order, { "Idempotency-Key": key });
    prompt.value = "";
    kept.prompt = "";
    toast(t("made"));
    go("/film/" + video.id);
  }

  function ideas() {
    return h("div", { className: "stack" }, h("div", { className: "chips" }, t("remixIdeas").map((idea) =>
      h("button", { type: "button", className: "small", onclick: () => { prompt.value = idea; prompt.focus(); } }, idea))),
    h("p", { className: "quiet" }, t("remixKeeps")));
  }

  function templates() {
    return h("section", { "aria-label": t("templates") }, h("h2", t("templates")),
      h("div", { className: "templates" }, t("templateList").map(([title, words, orientation, seconds, style]) =>
        h("button", { type: "button", className: "card template", onclick: () => {
          prompt.value = words;
          for (const [name, value] of Object.entries({ orientation, seconds, style })) {
            const radio = form.querySelector(`input[name=${name}][value="${value}"]`);
            if (radio) radio.checked = true;
          }
          prompt.focus();
          scrollTo({ top: 0, behavior: "smooth" });
        } }, h("strong", title), h("span", words)))));
  }
}

function banner({ relation, shown, id }) {
  const href = id.startsWith("post_") ? "/#/post/" + id : "/#/film/" + id;
  return h("div", { className: "card parent" },
    shown.media.poster ? h("img", { src: shown.media.poster, alt: "" }) : null,
    h("div", h("span", { className: "quiet" }, t("from." + relation)), link(href, shown.title)),
    iconButton("close", t("remove"), () => go("/create")));
}

/// What the studio took from the words, before anything is spent.
export function preview(found) {
  const { storyboard } = found;
  return h("div", { className: "card" }, h("h2", t("understood")),
    found.findings.length ? h("ul", { className: "found" }, found.findings.map((one) =>
      h("li", h("span", { className: "quiet" }, named("finding", one.kind)), h("strong", one.words),
        h("span", { className: "quiet" }, "→ " + one.value + (one.of ? ` (${one.of})` : ""))))) : h("p", t("foundNothing")),
    found.notes.length ? h("ul", { className: "notes" }, found.notes.map((note) => h("li", note))) : null,
    storyboard?.shots ? h("details", { open: true }, h("summary", t("shots", { n: storyboard.shots.length })),
      h("ol", { className: "shots" }, storyboard.shots.map((shot) => h("li",
        h("span", { className: "quiet" }, t("seconds", { n: Math.round(shot.seconds * 10) / 10 })),
        h("span", [shot.setting?.place, shot.setting?.time, shot.setting?.weather,
          ...(shot.subjects ?? []).map((one) => one.action), shot.camera?.move].filter(Boolean).join(" · ")))))) : null);
}
