// Starts the app: who is here, what they like, which page they asked for.

import { get, listen, whoAmI } from "./api.js";
import { h } from "./dom.js";
import { state, hear } from "./state.js";
import { language, setLanguage } from "./strings.js";
import { route } from "./router.js";
import { setTheme, draw, badge } from "./shell.js";
import { toast } from "./notices.js";
import { signIn, signUp } from "./entrance.js";
import { compose } from "./composer.js";
import { film } from "./film.js";
import { feed } from "./feed.js";
import { post } from "./post.js";
import { search } from "./search.js";
import { profile } from "./profile.js";
import { notifications } from "./notifications.js";
import { settings } from "./settings.js";
import { farm } from "./farm.js";

route("/", feed, { tab: "home" });
route("/following", feed, { tab: "home" });
route("/search", search, { tab: "search" });
route("/create", compose, { tab: "create" });
route("/film/:id", film, { tab: "me" });
route("/post/:id", post, { tab: "home", open: true });
route("/notifications", notifications, { tab: "notifications" });
route("/me", profile, { tab: "me" });
route("/me/:part", profile, { tab: "me" });
route("/user/:handle", profile, { tab: "search" });
route("/settings", settings, { tab: "settings" });
route("/settings/:part", settings, { tab: "settings" });
route("/farm", farm, { tab: "farm" });
route("/farm/:part", farm, { tab: "farm" });
route("/sign-in", signIn, { open: true });
route("/sign-up", signUp, { open: true });

function adopt() {
  if (state.me) {
    setLanguage(state.me.language);
    setTheme(state.me.theme);
  }
  listen();
  draw();
}

setTheme(localStorage.getItem("theme") ?? "auto");
setLanguage(language());
try {
  [state.me, state.studio] = await Promise.all([whoAmI(), get("studio")]);
} catch (error) {
  document.body.append(h("p", { className: "empty", role: "alert" }, error.message));
  throw error;
}

hear("me", undefined, adopt);
hear("language", undefined, draw);
hear("notification", undefined, (note) => {
  if (state.me && !note.read) state.me.unread += 1;
  badge();
});
let reachable = state.studio.farm;
hear("farm", undefined, ({ farm }) => {
  if (farm !== reachable) draw.farm(farm);
  reachable = farm;
});
window.addEventListener("hashchange", draw);
window.addEventListener("unhandledrejection", (event) => toast(event.reason?.message ?? String(event.reason), "bad"));
adopt();
draw.farm(reachable);
