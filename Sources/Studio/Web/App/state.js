// What the whole app knows, and who wants to hear when it changes.

export const state = { me: null, studio: null, sound: false };

const bus = new EventTarget();

export function tell(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

/// Calls `heard` on every `name` until `signal` aborts.
export function hear(name, signal, heard) {
  bus.addEventListener(name, (event) => heard(event.detail), { signal });
}

const ranks = ["viewer", "creator", "operator"];

export function may(role) {
  return state.me !== null && ranks.indexOf(state.me.role) >= ranks.indexOf(role);
}
