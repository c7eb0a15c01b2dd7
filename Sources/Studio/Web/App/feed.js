// For You and Following: films one under the other; the one in view plays.

import { avatar, button, empty, h, icon, iconButton, link } from "./dom.js";
import { endless } from "./lists.js";
import { call, path } from "./api.js";
import { trying } from "./notices.js";
import { may, state } from "./state.js";
import { t } from "./strings.js";

export async function feed(root, place) {
  const isFollowing = place.path === "/following";
  const list = h("div", { className: "feed", role: "feed", "aria-label": t(isFollowing ? "following" : "forYou") });
  root.append(h("div", { className: "feed-head" }, h("nav", { className: "subtabs", "aria-label": t("home") },
    h("a", { href: "/#/", "aria-current": isFollowing ? undefined : "page" }, t("forYou")),
    h("a", { href: "/#/following", "aria-current": isFollowing ? "page" : undefined }, t("following")))), list);
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, intersectionRatio } of entries) {
      const video = target.querySelector("video");
      if (intersectionRatio > 0.55) {
        // Set only now, so that films far down are not fetched.
        if (!video.getAttribute("src")) video.src = target.dataset.film;
        video.muted = !state.sound;
        video.play().catch((error) => {
          // A browser that refuses sound; being paused while it loads is no refusal.
          if (error.name !== "NotAllowedError") return;
          video.muted = true;
          video.play().catch(() => {});
        });
      } else {
        video.pause();
        if (intersectionRatio === 0 && video.getAttribute("src")) {
          // Decoders are few; a long feed would hold one for each film.
          video.removeAttribute("src");
          video.load();
        }
      }
    }
  }, { threshold: [0, 0.55, 0.9] });
  place.signal.addEventListener("abort", () => watcher.disconnect());
  const count = await endless(list, isFollowing ? "feed/following?limit=8" : "feed?limit=8", (post) => {
    const made = clip(post);
    watcher.observe(made);
    return made;
  }, place.signal, (foot) => foot.append(h("p", { className: "quiet center" }, t("end"))));
  if (!count) {
    list.append(empty(t(isFollowing ? "followingEmpty" : "feedEmpty"),
      may("creator") && !isFollowing ? link("/#/create", t("create"), "button primary") : null));
  }
}

function clip(post) {
  const video = h("video", { playsInline: true, loop: true, muted: true, preload: "none", poster: post.media.poster,
    "aria-label": post.title });
  const made = h("article", { className: "clip", "aria-label": post.title, data: { film: post.media.film } },
    h("a", { href: "/#/post/" + post.id, "aria-label": t("openFilm") + ": " + post.title }, video), loud(),
    h("div", { className: "over" },
      h("div", { className: "say" }, by(post.creator), h("div", { className: "title" }, post.title)),
      h("div", { className: "does" }, counted(likeButton(post), post, "likes"),
        h("span", { className: "counted" }, h("a", { className: "round button", href: "/#/post/" + post.id + "?to=comments",
          "aria-label": t("comments") }, icon("comment")), h("span", String(post.comments))),
        may("creator") ? h("a", { className: "round button", href: "/#/create?remix=" + post.id, "aria-label": t("remix"),
          title: t("remix") }, icon("remix")) : null)));
  made.style.setProperty("--ratio", post.width / post.height);
  made.classList.add(post.height > post.width ? "tall" : "flat");
  return made;
}

/// One switch for all films: who turned the sound on wants to hear the next one too.
function loud() {
  const made = iconButton(state.sound ? "sound" : "muted", t(state.sound ? "mute" : "sound"), () => {
    state.sound = !state.sound;
    for (const one of document.querySelectorAll(".clip")) {
      const video = one.querySelector("video");
      video.muted = !state.sound || video.paused;
      const old = one.querySelector(".loud");
      old.replaceChildren(icon(state.sound ? "sound" : "muted"));
      old.setAttribute("aria-label", t(state.sound ? "mute" : "sound"));
    }
  });
  made.classList.add("loud");
  return made;
}

export function by(creator, ...more) {
  const who = [avatar(creator), h("span", creator.name)];
  return h("div", { className: "by" },
    state.me ? h("a", { href: "/#/user/" + encodeURIComponent(creator.handle) }, who) : who, more);
}

function counted(control, post, name) {
  const number = h("span", { data: { count: name } }, String(post[name]));
  control.addEventListener("counted", (event) => { number.textContent = event.detail; });
  return h("span", { className: "counted" }, control, number);
}

export function likeButton(post) {
  const made = iconButton("heart", t("like"), () => trying(async () => {
    const now = await call(post.liked ? "DELETE" : "PUT", path("posts", post.id) + "/like");
    Object.assign(post, now);
    made.setAttribute("aria-pressed", String(post.liked));
    made.dispatchEvent(new CustomEvent("counted", { detail: String(now.likes) }));
  }, made), { "aria-pressed": String(post.liked) });
  made.classList.add("like");
  return made;
}

export function followButton(account, changed) {
  const made = button(t(account.followed ? "unfollow" : "follow"), () => trying(async () => {
    const now = await call(account.followed ? "DELETE" : "PUT", path("users", account.handle) + "/follow");
    Object.assign(account, now);
    made.lastChild.textContent = t(account.followed ? "unfollow" : "follow");
    made.className = account.followed ? "" : "primary";
    changed?.(now);
  }, made), account.followed ? "" : "primary");
  return made;
}
