// Pages of things: tiles, and what loads the next ones when the end comes into view.

import { h, icon, spinner } from "./dom.js";
import { get } from "./api.js";
import { trying } from "./notices.js";
import { t } from "./strings.js";

/// Fills `into` from `path` page by page. Answers how many came at first.
export async function endless(into, path, make, signal, whenDone) {
  const join = path.includes("?") ? "&" : "?";
  const foot = h("div", { className: "foot" });
  let next = null;
  const take = async () => {
    const page = await get(path + (next ? join + "after=" + encodeURIComponent(next) : ""));
    if (signal.aborted) return 0;
    into.append(...page.items.map(make));
    next = page.next;
    return page.items.length;
  };
  const first = await take();
  into.after(foot);
  let busy = false;
  const watcher = new IntersectionObserver(async ([entry]) => {
    if (!entry.isIntersecting || busy || !next) return;
    busy = true;
    foot.replaceChildren(spinner(t("loading")));
    await trying(take);
    foot.replaceChildren();
    busy = false;
    if (next) {
      // Told again at once where the foot is still in view.
      watcher.unobserve(foot);
      watcher.observe(foot);
    } else {
      whenDone?.(foot);
    }
  }, { rootMargin: "900px" });
  watcher.observe(foot);
  signal.addEventListener("abort", () => watcher.disconnect());
  return first;
}

function picture(poster) {
  return poster ? h("img", { src: poster, alt: "", loading: "lazy" }) : h("span", { className: "blank" }, icon("wand"));
}

export function postTile(post) {
  return h("a", { className: "tile", href: "/#/post/" + post.id }, picture(post.media.poster),
    post.visibility === "unlisted" ? h("span", { className: "mark" }, t("unlistedMark")) : null,
    h("span", { className: "cap" }, h("strong", post.title), h("span", post.creator.name + " · " + t("likes", { n: post.likes }))));
}

/// A tile of one's own film; `update` draws it anew while it is made.
export function filmTile(video) {
  const made = h("a", { className: "tile", href: "/#/film/" + video.id });
  made.update = (film) => {
    const isOver = ["completed", "failed", "cancelled"].includes(film.state);
    const mark = film.state !== "completed" ? t("stage." + film.state) : film.post ? t("postedMark") : null;
    made.replaceChildren(picture(film.media.poster),
      mark ? h("span", { className: "mark " + (film.state === "failed" ? "bad" : "") }, mark) : "",
      h("span", { className: "cap" }, h("strong", film.title),
        isOver ? h("span", t("seconds", { n: Math.round(film.seconds) }))
          : h("progress", { max: 1, value: film.progress, "aria-label": t("progress") })));
  };
  made.update(video);
  return made;
}
