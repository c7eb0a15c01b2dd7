// The languages of the app, and how times and sizes are said in them.

import { en } from "./strings-en.js";
import { zh } from "./strings-zh.js";

const tables = { en, zh };

export const languages = [["zh", "中文"], ["en", "English"]];

let current = localStorage.getItem("language")
  ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

export function language() {
  return current;
}

export function setLanguage(name) {
  current = name in tables ? name : "en";
  localStorage.setItem("language", current);
  document.documentElement.lang = current === "zh" ? "zh-Hans" : "en";
}

/// The words for `key`, with `{name}` replaced; the key itself where a language lacks it.
export function t(key, values = {}) {
  const text = tables[current][key] ?? en[key] ?? key;
  if (typeof text !== "string") return text;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/// Words for a name that the server chose, which may be newer than this table.
export function named(group, name) {
  const key = group + "." + name;
  return tables[current][key] ?? en[key] ?? name;
}

export function ago(ms) {
  const format = new Intl.RelativeTimeFormat(current, { numeric: "auto", style: "short" });
  const seconds = Math.min(0, (ms - Date.now()) / 1000);
  for (const [unit, length] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (-seconds >= length) {
      if (unit === "day" && -seconds > 30 * length) return new Date(ms).toLocaleDateString(current);
      return format.format(Math.round(seconds / length), unit);
    }
  }
  return t("now");
}

export function moment(ms) {
  return new Date(ms).toLocaleString(current, { dateStyle: "medium", timeStyle: "short" });
}

export function bytes(count) {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let step = 0;
  while (count >= 1000 && step < 4) {
    count /= 1000;
    step += 1;
  }
  return (count < 10 && step ? count.toFixed(1) : Math.round(count)) + " " + units[step];
}

export function duration(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return t("seconds", { n: seconds });
  if (seconds < 3600) return t("minutes", { n: Math.floor(seconds / 60), s: String(seconds % 60).padStart(2, "0") });
  return t("hours", { n: (seconds / 3600).toFixed(1) });
}
