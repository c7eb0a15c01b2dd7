// The operator's page: what the farm does, and how it is steered.

import { get, path, post } from "./api.js";
import { empty, h } from "./dom.js";
import { endless } from "./lists.js";
import { act, confirm, toast } from "./notices.js";
import { ago, bytes, duration, named, t } from "./strings.js";

const parts = { workers, jobs, accounts, reports };

export async function farm(root, place) {
  document.title = t("tab.farm") + " · Reelmill";
  const part = place.names.part in parts ? place.names.part : "workers";
  const figures = h("div", { className: "figures" });
  const body = h("div");
  const steer = (verb, isAsked) => async () => {
    if (isAsked && !await confirm(t("pauseFarm"), t("pauseWords"), t("pause"))) return;
    await post("farm/" + verb);
    toast(t("done"));
  };
  root.append(h("div", { className: "row" }, h("h1", t("tab.farm")), h("span", { className: "spring" }),
    act(t("pauseFarm"), steer("pause", true), "small"), act(t("resumeFarm"), steer("resume"), "small")), figures,
  h("nav", { className: "subtabs", "aria-label": t("tab.farm") }, Object.keys(parts).map((name) =>
    h("a", { href: "/#/farm/" + name, "aria-current": name === part ? "page" : undefined }, t("farm." + name)))), body);
  let listener = () => {};
  const look = async () => {
    const now = await get("farm");
    if (place.signal.aborted) return;
    const { status } = now;
    figures.replaceChildren(...[["queuedJobs", status.queued_jobs], ["runningJobs", status.running_jobs],
      ["finishedJobs", status.finished_jobs], ["runningTasks", status.running_tasks], ["waitingTasks", status.waiting_tasks],
      ["slots", status.slots], ["stored", bytes(status.depot_bytes)]].map(([name, value]) =>
      h("div", { className: "figure" }, h("strong", String(value)), h("span", t(name)))));
    listener(now);
  };
  await look();
  await parts[part](body, place, (heard) => { listener = heard; });
  await look();
  const timer = setInterval(() => look().catch(() => {}), 3000);
  place.signal.addEventListener("abort", () => clearInterval(timer));
}

async function workers(body, _, follow) {
  const rows = new Map();
  const list = h("ul", { className: "list" });
  body.append(list);
  follow(({ workers: all }) => {
    for (const worker of all) {
      if (!rows.has(worker.name)) {
        const words = h("div", { className: "quiet" });
        const state = h("span", { className: "quiet" });
        const orders = {};
        for (const [state, verb] of [["working", "drain"], ["draining", "undrain"], ["suspended", "release"]]) {
          orders[state] = act(t(verb), () => post(path("farm", "workers", worker.name, verb)), "small");
        }
        const node = h("li", { className: "item" }, h("div", { className: "text" }, h("strong", worker.name), " ", state, words),
          h("div", { className: "acts" }, Object.values(orders)));
        rows.set(worker.name, { node, words, state, orders });
        list.append(node);
      }
      const row = rows.get(worker.name);
      for (const [state, order] of Object.entries(row.orders)) order.hidden = state !== worker.state;
      row.state.textContent = named("worker", worker.state);
      row.words.textContent = [`${worker.running}/${worker.slots}`, worker.engines.join(", "),
        worker.speed ? `${t("speed")} ${Math.round(worker.speed * 100) / 100}` : "", worker.reason].filter(Boolean).join(" · ");
    }
    for (const [name, row] of rows) {
      if (all.some((worker) => worker.name === name)) continue;
      row.node.remove();
      rows.delete(name);
    }
  });
}

async function jobs(body, place) {
  let inner = new AbortController();
  place.signal.addEventListener("abort", () => inner.abort());
  const show = async () => {
    inner.abort();
    inner = new AbortController();
    const list = h("ul", { className: "list" });
    const hold = h("div", list);
    body.replaceChildren(hold);
    if (!await endless(list, "farm/jobs?limit=50", row, inner.signal)) hold.append(empty(t("noJobs")));
  };
  const row = (job) => {
    const isOver = ["completed", "failed", "cancelled"].includes(job.state);
    const order = (verb, text = verb) => act(t(text), async () => {
      await post(path("farm", "jobs", String(job.job), verb));
      await show();
    }, "small");
    return h("li", { className: "item" }, h("div", { className: "text" }, h("strong", job.title || "#" + job.job),
      h("div", { className: "quiet" }, [job.account, named("stage", job.state), job.paused ? t("paused") : "",
        ago(job.submitted_ms)].filter(Boolean).join(" · ")),
      isOver ? null : h("progress", { max: 1, value: job.progress, "aria-label": t("progress") })),
    h("div", { className: "acts" }, isOver ? (job.state === "completed" ? null : order("requeue"))
      : [job.paused ? order("resume") : order("pause"), order("front"), order("cancel")]));
  };
  await show();
}

async function accounts(body) {
  const { items } = await get("farm/accounts");
  if (!items.length) return body.append(empty(t("noAccounts")));
  body.append(h("ul", { className: "list" }, items.map((one) => h("li", { className: "item" }, h("div", { className: "text" },
    h("strong", one.account), h("div", { className: "quiet" }, [`${t("weight")} ${one.weight}`, `${t("unfinished")} ${one.unfinished_jobs}`,
      `${t("stored")} ${bytes(one.stored_bytes)}`, `${t("today")} ${duration(one.day.compute_ms)}`,
      `${t("month")} ${duration(one.month.compute_ms)}`].join(" · ")),
    one.limits?.length ? h("div", { className: "quiet" }, one.limits.map((limit) =>
      `${named("quota", limit.kind)} ${limit.used ?? ""}/${limit.limit}`).join(" · ")) : null)))));
}

async function reports(body, place) {
  const list = h("ul", { className: "list" });
  const row = (one) => {
    const made = h("li", { className: "item" });
    const answer = (resolution, text, look) => act(t(text), async () => {
      await post(path("reports", one.id), { resolution });
      made.replaceWith(row({ ...one, resolution }));
    }, "small " + look);
    const subject = one.subject.match(/post_\w+/)?.[0];
    made.append(h("div", { className: "text" }, h("strong", one.reason), h("div", { className: "quiet" },
      subject ? h("a", { href: "/#/post/" + subject }, one.subject) : one.subject, " · ", t("by", { who: one.reporter }), " · ", ago(one.created_ms))),
    one.resolution ? h("span", { className: "quiet" }, t("resolution." + one.resolution))
      : h("div", { className: "acts" }, answer("kept", "keep", ""), answer("removed", "takeAway", "danger")));
    return made;
  };
  body.append(list);
  if (!await endless(list, "reports?limit=50", row, place.signal)) body.append(empty(t("noReports")));
}
