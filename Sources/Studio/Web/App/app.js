// The first page: sign in, compose, watch the film while it is made, play, download, post.
// It speaks /api as docs/STUDIO.md describes it and nothing else.

const $ = (id) => document.getElementById(id);
let me = null;
const films = new Map();

async function call(method, path, body) {
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (me?.csrf && method !== "GET") headers["X-Reelmill-CSRF"] = me.csrf;
  const answer = await fetch("/api/" + path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body),
  });
  const value = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw Object.assign(new Error(value.error.message), value.error);
  return value;
}

async function trying(work) {
  $("trouble").hidden = true;
  try {
    return await work();
  } catch (error) {
    $("trouble").textContent = error.message;
    $("trouble").hidden = false;
  }
}

function element(name, text, set = {}) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  return Object.assign(made, set);
}

function show() {
  for (const id of ["compose", "drafts", "leave"]) $(id).hidden = !me;
  $("enter").hidden = !!me;
  $("who").textContent = me ? me.name : "";
  const invite = new URLSearchParams(location.hash.split("?")[1] ?? "").get("invite");
  if (invite) $("enter").elements.invite.value = invite;
}

function draw(film) {
  let row = films.get(film.id);
  if (!row) {
    row = { item: element("li"), title: element("h3"), words: element("p", "", { className: "words" }),
      bar: element("progress", "", { max: 1 }), place: element("div"), acts: element("p"), source: "" };
    row.item.append(row.title, row.words, row.bar, row.place, row.acts);
    films.set(film.id, row);
    $("films").prepend(row.item);
  }
  row.title.textContent = film.title;
  const words = [film.state, Math.round(film.progress * 100) + " %"];
  if (film.frames_per_second) words.push(film.frames_per_second + " fps");
  if (film.remaining_ms) words.push(Math.ceil(film.remaining_ms / 1000) + " s");
  if (film.waiting) words.push(film.waiting);
  if (film.error) words.push(film.error.message);
  row.words.textContent = words.concat(film.notes).join(" · ");
  row.bar.value = film.progress;
  row.bar.hidden = ["completed", "failed", "cancelled"].includes(film.state);
  const source = film.media.film ?? film.media.live ?? "";
  if (source && (!row.source || source === film.media.film) && source !== row.source) {
    row.source = source;
    row.place.replaceChildren(element("video", undefined,
      { src: source, controls: true, playsInline: true, preload: "metadata", poster: film.media.poster ?? "" }));
  }
  const acts = [];
  if (!row.bar.hidden) acts.push(act("取消 · Cancel", () => call("POST", `videos/${film.id}/cancel`)));
  if (film.media.film) {
    acts.push(element("a", "下载 · Download", { href: film.media.film + "?download", download: "" }));
    acts.push(film.post
      ? element("a", "分享链接 · Link", { href: "/p/" + film.post })
      : act("发布 · Post", async () => { await call("POST", `videos/${film.id}/post`, {}); refresh(); }));
  }
  row.acts.replaceChildren(...acts.flatMap((one) => [one, " "]));
}

function act(text, work) {
  return element("button", text, { type: "button", onclick: () => trying(work) });
}

async function refresh() {
  const page = await call("GET", "videos?limit=50");
  for (const film of page.items.reverse()) draw(film);
}

function listen() {
  const source = new EventSource("/api/events");
  source.addEventListener("video", (event) => draw(JSON.parse(event.data)));
  source.addEventListener("farm", (event) => {
    const away = JSON.parse(event.data).farm !== "reachable";
    $("trouble").hidden = !away;
    $("trouble").textContent = "渲染农场暂时联系不上 · The farm does not answer at the moment.";
  });
}

async function begin() {
  show();
  if (location.pathname.startsWith("/p/")) return shared(location.pathname.slice(3));
  if (!me) return;
  await refresh();
  listen();
}

async function shared(id) {
  $("compose").hidden = $("drafts").hidden = true;
  await trying(async () => {
    const post = await call("GET", "posts/" + encodeURIComponent(id));
    $("post").replaceChildren(element("h2", post.title), element("p", post.creator.name, { className: "words" }),
      element("video", undefined, { src: post.media.film, poster: post.media.poster, controls: true, playsInline: true }),
      element("p", post.words), element("p", post.prompt, { className: "words" }));
    $("post").hidden = false;
    $("enter").hidden = true;
  });
}

$("enter").onsubmit = (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(event.target));
  const isNew = event.submitter?.value === "sign-up";
  if (!isNew || !fields.invite) delete fields.invite;
  trying(async () => {
    me = await call("POST", isNew ? "sign-up" : "sign-in", fields);
    history.replaceState(null, "", "/");
    await begin();
  });
};

$("compose").onsubmit = (event) => {
  event.preventDefault();
  const form = event.target;
  const fields = { prompt: form.elements.prompt.value, orientation: form.elements.orientation.value,
    seconds: form.elements.seconds.value };
  trying(async () => {
    if (event.submitter?.value === "understand") {
      const found = await call("POST", "understand", fields);
      $("understood").replaceChildren(
        ...found.findings.map((one) => element("li", `${one.words} → ${one.kind}: ${one.value}`)),
        ...found.notes.map((note) => element("li", note)));
      return;
    }
    draw(await call("POST", "videos", { ...fields, quality: form.elements.quality.value,
      music: form.elements.music.checked }));
    $("understood").replaceChildren();
  });
};

$("leave").onclick = () => trying(async () => { await call("POST", "sign-out"); location.assign("/"); });

try {
  me = await call("GET", "me");
} catch {
  me = null;
}
await begin();
