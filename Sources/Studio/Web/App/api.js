// Speaks /api as docs/STUDIO.md describes it.

import { state, tell } from "./state.js";

export async function call(method, path, body, headers = {}) {
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (state.me?.csrf && method !== "GET") headers["X-Reelmill-CSRF"] = state.me.csrf;
  const answer = await fetch("/api/" + path, {
    method, headers, body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (answer.status === 204) return null;
  const value = await answer.json().catch(() => ({ error: { message: answer.statusText, code: "unknown" } }));
  if (answer.ok) return value;
  const error = Object.assign(new Error(value.error.message), value.error, { status: answer.status });
  // A session that ended elsewhere: the next page would fail the same way, so say it once.
  if (error.code === "not_signed_in" && state.me) {
    state.me = null;
    tell("me");
  }
  throw error;
}

export const get = (path) => call("GET", path);
export const post = (path, body) => call("POST", path, body);

export function path(...parts) {
  return parts.map(encodeURIComponent).join("/");
}

/// Who signed in. Nil for a stranger, whom only a shared post is shown.
export async function whoAmI() {
  try {
    return await get("me");
  } catch (error) {
    if (error.status === 401) return null;
    throw error;
  }
}

/// News about one's films and of other people, as long as somebody is signed in.
let source = null;
export function listen() {
  source?.close();
  source = null;
  if (!state.me) return;
  source = new EventSource("/api/events");
  for (const name of ["video", "notification", "farm"]) {
    source.addEventListener(name, (event) => tell(name, JSON.parse(event.data)));
  }
}
