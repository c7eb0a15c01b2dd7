// Who and what gets in: invites, keys and sessions; and what one has used.

import { call, get, path, post } from "./api.js";
import { empty, field, h, icon } from "./dom.js";
import { act, confirm, copy, toast, trying } from "./notices.js";
import { may } from "./state.js";
import { ago, bytes, duration, named, t } from "./strings.js";

export async function invites(body) {
  const list = h("ul", { className: "list" });
  const show = async () => {
    const { items } = await get("invites");
    list.replaceChildren(...(items.length ? items.map(invite) : [empty(t("noInvites"))]));
  };
  body.append(h("p", { className: "quiet" }, t("invitesLeft")));
  if (may("operator")) {
    const form = h("form", { className: "card inline", onsubmit: (event) => {
      event.preventDefault();
      const fields = new FormData(form);
      trying(async () => {
        await post("invites", { count: Number(fields.get("count")), role: fields.get("role") });
        await show();
      });
    } }, field(t("count"), h("input", { name: "count", type: "number", min: 1, max: 100, value: 1 })),
      field(t("inviteRole"), h("select", { name: "role" }, ["creator", "viewer", "operator"].map((role) =>
        h("option", { value: role }, t("role." + role))))),
      h("button", { type: "submit", className: "primary" }, t("makeInvites")));
    body.append(form);
  }
  body.append(list);
  await show();
}

function invite(one) {
  return h("li", { className: "item" + (one.used_by ? " used" : "") },
    h("div", { className: "text" }, h("div", { className: "mono" }, one.code),
      h("div", { className: "quiet" }, one.used_by ? t("usedBy", { who: one.used_by }) : t("role." + one.role))),
    one.used_by ? null : h("div", { className: "acts" }, act(t("copyCode"), () => copy(one.code), "small", "copy"),
      act(t("copyInvite"), () => copy(one.link), "small", "share")));
}

export async function keys(body) {
  const fresh = h("div");
  const list = h("ul", { className: "list" });
  const name = h("input", { name: "name", required: true, maxLength: 60 });
  const show = async () => {
    const { items } = await get("keys");
    list.replaceChildren(...items.map((key) => h("li", { className: "item" }, h("div", { className: "text" }, h("strong", key.name),
      h("div", { className: "quiet" }, h("span", { className: "mono" }, key.hint), " · ",
        key.last_used_ms ? t("lastUsed", { when: ago(key.last_used_ms) }) : t("neverUsed"))),
    act(t("revoke"), async () => {
      if (!await confirm(t("revoke"), t("revokeWords"), t("revoke"))) return;
      await call("DELETE", path("keys", key.id));
      await show();
    }, "small danger"))));
  };
  const form = h("form", { className: "card inline", onsubmit: (event) => {
    event.preventDefault();
    trying(async () => {
      const made = await post("keys", { name: name.value });
      form.reset();
      fresh.replaceChildren(h("div", { className: "card keyonce stack", role: "status" }, h("p", t("keyOnce")),
        h("div", { className: "mono" }, made.key), act(t("copy"), () => copy(made.key), "primary", "copy")));
      await show();
    });
  } }, field(t("keyName"), name), h("button", { type: "submit", className: "primary" }, t("makeKey")));
  body.append(h("p", { className: "quiet" }, t("keysWords", { url: location.origin + "/v1" })), form, fresh, list);
  await show();
}

export async function quota(body) {
  const usage = await get("quota");
  const figure = (name, value) => h("div", { className: "figure" }, h("strong", value), h("span", name));
  const spent = (title, one) => [figure(`${title} · ${t("computeTime")}`, duration(one.compute_ms)),
    figure(`${title} · ${t("filmTime")}`, duration(one.film_ms))];
  body.append(h("div", { className: "figures" }, figure(t("unfinished"), String(usage.unfinished_jobs)),
    figure(t("runningTasks"), String(usage.running_tasks)), figure(t("stored"), bytes(usage.stored_bytes)),
    spent(t("today"), usage.day), spent(t("month"), usage.month)),
  usage.kinds.length ? h("table", h("tbody", usage.kinds.map((one) => h("tr", h("th", { scope: "row" }, named("quota", one.kind)),
    h("td", [one.used, one.limit].filter((value) => value !== null).join(" / ")), h("td", { className: "quiet" }, named("level", one.level))))))
    : h("p", { className: "quiet" }, t("unlimited")));
}

export async function sessions(body) {
  const list = h("ul", { className: "list" });
  const show = async () => {
    const { items } = await get("sessions");
    list.replaceChildren(...items.map((one) => h("li", { className: "item" }, h("span", { className: "dot" }, icon("person")),
      h("div", { className: "text" }, h("strong", browser(one.agent)), one.current ? h("span", { className: "good" }, " · " + t("here")) : null,
        h("div", { className: "quiet", title: one.agent }, `${one.address} · ${t("seen", { when: ago(one.seen_ms) })}`)),
      one.current ? null : act(t("endSession"), async () => {
        await call("DELETE", path("sessions", one.id));
        toast(t("deleted"));
        await show();
      }, "small danger"))));
  };
  body.append(list);
  await show();
}

/// What people call the browser that says such things of itself.
function browser(agent) {
  const name = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]]
    .find(([mark]) => agent.includes(mark))?.[1];
  const system = ["Windows", "Android", "iPhone", "iPad", "Macintosh", "Linux"].find((one) => agent.includes(one));
  return [name ?? agent.split("/")[0], system].filter(Boolean).join(" · ") || "—";
}
