// The list of topics by keys, and names edited in their place. Everything works without this file.

const form = () => document.querySelector("form[data-topics]");
const boxes = () => [...form().querySelectorAll("input[name=picked]:not([type=hidden])")];
const stops = () => [...form().querySelectorAll("input[name^=picked]:not([type=hidden])")];
const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
const line = (box) => box.closest("li") || box.closest("tr");
const fold = (box) => box.closest("details.desk-fold");
const inside = (box) => [...box.closest("tr").querySelectorAll("input[name=picked]")];
let here = null; // the box of the line that the keys are about: a topic, or what unfolds to several

// Lines that can be seen: what lies in a closed fold is stepped over.
const seen = () => stops().filter((box) => !fold(box) || fold(box).open);

function go(box, { quiet = false } = {}) {
  if (!box) return;
  if (here) delete line(here).dataset.here;
  here = box;
  if (fold(box)) fold(box).open = true;
  line(box).dataset.here = "";
  if (!quiet) line(box).scrollIntoView({ block: "nearest" });
  noteNext();
  document.dispatchEvent(new CustomEvent("topics:here", { detail: box }));
}

// After a decision the page comes back at the topic behind the last one decided.
function noteNext() {
  const all = boxes();
  const decided = new Set(all.filter((box) => box.checked));
  if (!decided.size && here) decided.add(here);
  if (here?.matches("[data-pick-inside]")) for (const box of inside(here)) decided.add(box);
  const last = all.findLastIndex((box) => decided.has(box));
  const open = (box) => !decided.has(box);
  const next = all.slice(last + 1).find(open) || all.findLast(open);
  for (const field of document.querySelectorAll("form[data-topics] [name=next]")) field.value = next?.value || "";
}

function step(by) {
  const all = seen();
  if (!all.length) return;
  const at = here && all.includes(here) ? all.indexOf(here) + by : by > 0 ? 0 : all.length - 1;
  go(all[Math.max(0, Math.min(all.length - 1, at))]);
}

function tick(box, on = !box.checked) {
  box.checked = on;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function rename(box) {
  const name = box.name === "picked" && line(box).querySelector("[data-name]");
  const sends = document.getElementById("topics-rename");
  if (!name || document.querySelector(".topics-name")) return;
  const link = name.closest("a") || name;
  const edit = document.createElement("span");
  edit.className = "topics-name";
  const field = Object.assign(document.createElement("input"), { type: "text", name: "name", maxLength: 60 });
  field.setAttribute("form", sends.id);
  field.setAttribute("aria-label", "问题名称");
  field.value = name.textContent.trim();
  const save = Object.assign(document.createElement("button"), { type: "submit", textContent: "改好了" });
  save.className = "button button-small";
  save.setAttribute("form", sends.id);
  edit.append(field, save);
  sends.elements.pk.value = box.value;
  sends.elements.seen.value = field.value;
  sends.elements.next.value = box.value;
  const close = () => { edit.remove(); link.hidden = false; };
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  link.hidden = true;
  link.after(edit);
  field.select();
}

const DEEDS = { c: 1, m: 1, r: 1, t: 1, i: 1 };
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => here && tick(here),
  e: () => here && rename(here),
  o: () => {
    const around = here && line(here).closest("tr").querySelector("details.desk-fold");
    if (around) around.open = !around.open;
  },
  "?": () => {
    const help = document.querySelector(".topics-keys");
    help.open = !help.open;
  },
};

// Before the desk's own keys, which press the button: without a tick it is about the line here.
window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !form()) return;
  const key = event.key.toLowerCase();
  if (DEEDS[key]) {
    if (here && !boxes().some((box) => box.checked)) tick(here, true);
    return;
  }
  if (!KEYS[key]) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  KEYS[key]();
}, { capture: true });

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.closest?.("form[data-topics]") || box.type !== "checkbox") return;
  if (box.matches("[data-pick-inside]")) {
    for (const one of inside(box)) one.checked = box.checked;
  } else if (box.name === "picked") {
    const above = box.closest("tr").querySelector("[data-pick-inside]");
    if (above) {
      const own = inside(above);
      above.checked = own.every((one) => one.checked);
      above.indeterminate = !above.checked && own.some((one) => one.checked);
    }
  }
  noteNext();
});

// --- the topic beside the list, on wide screens ---------------------------------------------

const WIDE = window.matchMedia("(min-width: 80rem)");
const HIDDEN = "topics-pane-hidden";
const pane = () => document.getElementById("topics-pane");
let looking;

function look() {
  clearTimeout(looking);
  const place = pane();
  if (!place || !WIDE.matches || localStorage.getItem(HIDDEN)) return;
  const box = here?.name === "picked" ? here : here && inside(here)[0];
  if (!box) return;
  looking = setTimeout(async () => {
    const response = await fetch(place.dataset.url.replace("/0/", `/${box.value}/`));
    if (!response.ok || response.redirected) return;
    place.innerHTML = await response.text();
    place.hidden = false;
  }, 150);
}

KEYS.v = () => {
  if (localStorage.getItem(HIDDEN)) localStorage.removeItem(HIDDEN);
  else localStorage.setItem(HIDDEN, "1");
  pane().hidden = true;
  look();
};

document.addEventListener("topics:here", look);

function start() {
  here = null;
  if (!form()) return;
  const asked = /^#t\d+$/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (asked) go(asked);
  else if (seen().length) go(seen()[0], { quiet: true });
}

document.addEventListener("w-swap:success", start);
start();
