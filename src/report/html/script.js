"use strict";
// Filters: rows whose text holds all words stay.
for (const input of document.querySelectorAll("[data-filter]")) {
  const name = input.dataset.filter;
  const rows = [...document.querySelectorAll(`#${name} tbody tr`)];
  const count = document.querySelector(`[data-count=${name}]`);
  const apply = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.dataset.text.includes(word));
      shown += !row.hidden;
    }
    count.textContent = words.length ? `${shown} of ${rows.length}` : `${rows.length}`;
  };
  input.addEventListener("input", apply);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; apply(); }
  });
  apply();
}

// A link to a finding opens it.
const reveal = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) { target.open = true; target.scrollIntoView(); }
};
addEventListener("hashchange", reveal);
document.addEventListener("click", (event) => {
  if (event.target.closest?.("a[href^='#']")) setTimeout(reveal);
});
reveal();

// Paper shows all findings.
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details.finding:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => { for (const details of closed) details.open = false; });

// Timelines.
const cell = (tag, text, scope) => {
  const node = document.createElement(tag);
  if (scope) { node.scope = "row"; node.textContent = text; return node; }
  node.textContent = text ?? "–";
  return node;
};
const value = (text) => {
  const td = document.createElement("td");
  td.append(cell("code", text));
  return td;
};
const timelines = [...document.querySelectorAll(".timeline")].map((root) => {
  const moments = JSON.parse(root.querySelector("script").textContent);
  const [range, now, body] = [root.querySelector("input"), root.querySelector(".now"), root.querySelector("tbody")];
  const steps = [...root.querySelectorAll("[data-step]")];
  const misaligned = Number(root.dataset.misaligned);
  let at = Number(root.dataset.at);
  const go = (to, scroll = true) => {
    at = Math.max(0, Math.min(moments.length - 1, to));
    const moment = moments[at];
    const before = moments[at - 1];
    const known = new Map(before?.frame === moment.frame ? before.registers.map((slot) => [slot.name, slot]) : []);
    const rows = moment.registers.map((slot) => {
      const row = document.createElement("tr");
      const old = known.get(slot.name);
      const changed = old && slot.intent !== "stored" && (old.reference !== slot.reference || old.subject !== slot.subject);
      row.classList.toggle("changed", Boolean(changed));
      row.classList.toggle("mismatch", slot.live && moment.side === "both" && slot.reference !== slot.subject);
      row.classList.toggle("dead", !slot.live);
      row.append(cell("th", slot.name, true), cell("td", slot.intent), value(slot.reference), value(slot.subject));
      return row;
    });
    body.replaceChildren(...rows);
    const line = moment.line ? `, line ${moment.line}` : "";
    const alone = { both: "", reference: " (the reference alone)", subject: " (the subject alone)" }[moment.side];
    const state = at === misaligned + 1 && moments[misaligned].misaligned ? "after the misaligned instruction; next: " : "";
    const text = moment.instruction.replace(/\s+/g, " ");
    now.textContent = `step ${moment.step}${alone}, F${moment.function} pc ${moment.pc}${line}: ${state}${text}`;
    range.value = at;
    steps.forEach((step, i) => {
      step.classList.toggle("here", i === at);
      if (i === at) { step.setAttribute("aria-current", "step"); } else { step.removeAttribute("aria-current"); }
    });
    const list = steps[at].closest(".steps");
    if (scroll && list) list.scrollTop = steps[at].offsetTop - list.offsetTop - list.clientHeight / 2;
  };
  const moves = {
    first: () => go(0), back: () => go(at - 1), forth: () => go(at + 1), last: () => go(moments.length - 1),
    misaligned: () => go(misaligned),
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.go) moves[button.dataset.go]();
    if (button?.dataset.step) go(Number(button.dataset.step), false);
  });
  range.addEventListener("input", () => go(Number(range.value)));
  go(at);
  return { root, moves };
});
const keys = { ArrowLeft: "back", ArrowRight: "forth", Home: "first", End: "last", m: "misaligned", M: "misaligned" };
addEventListener("keydown", (event) => {
  const move = keys[event.key];
  if (!move || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input[type=search], .scroll[tabindex]")) return;
  // The one with the focus; else the only one that is open.
  const open = timelines.filter(({ root }) => root.checkVisibility());
  const own = timelines.find(({ root }) => root.contains(event.target)) ?? (open.length === 1 ? open[0] : undefined);
  if (!own) return;
  event.preventDefault();
  own.moves[move]();
});
