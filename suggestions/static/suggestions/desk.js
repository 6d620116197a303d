// The desk works without this file; it adds keys, counts of ticked rows and topic proposals.

const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const hit = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!hit) return;
  event.preventDefault();
  hit.click();
  const details = hit.closest("details");
  if (details?.open) details.querySelector("input:not([type=hidden]), textarea, select")?.focus();
});

// A button pressed twice sends once; what is held on the device or comes as a file may go again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  setTimeout(() => {
    if (event.defaultPrevented) return;
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5_000);
  });
});

function count(form) {
  const boxes = [...form.querySelectorAll("input[name=picked]:not([type=hidden])")];
  const elsewhere = form.querySelectorAll("input[name=picked][type=hidden]").length;
  const ticked = boxes.filter((box) => box.checked).length + elsewhere;
  for (const place of form.querySelectorAll("[data-picked-count]")) {
    place.textContent = ticked ? `（${ticked} ${place.dataset.pickedCount || "条"}）` : "";
  }
  for (const all of form.querySelectorAll("[data-pick-all]")) {
    all.hidden = boxes.length === 0;
    const here = ticked - elsewhere;
    all.checked = here > 0 && here === boxes.length;
    all.indeterminate = here > 0 && here < boxes.length;
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-bulk]");
  if (!form) return;
  if (event.target.matches("[data-pick-all]")) {
    for (const box of form.querySelectorAll("input[name^=picked]")) box.checked = event.target.checked;
  }
  count(form);
  keep(form);
});

// Ticks are kept for the next page and the next visit; what is being decided is not kept again.
let keeping;
function keep(form) {
  clearTimeout(keeping);
  if (!form.dataset.keep) return;
  keeping = setTimeout(() => {
    const boxes = [...form.querySelectorAll("input[name=picked]:not([type=hidden])")];
    const body = new URLSearchParams([
      ["keep", "ticks"],
      ...["list", "csrfmiddlewaretoken"].map((name) => [name, form.querySelector(`[name=${name}]`).value]),
      ...boxes.map((box) => ["seen", box.value]),
      ...boxes.filter((box) => box.checked).map((box) => ["picked", box.value]),
    ]);
    fetch(form.dataset.keep, { method: "POST", body, keepalive: true }).catch(() => {});
  }, 300);
}
document.addEventListener("submit", () => clearTimeout(keeping));

const countAll = () => document.querySelectorAll("form[data-bulk]").forEach(count);
document.addEventListener("w-swap:success", countAll);
countAll();

// The topic field: what is typed is looked up, the answers become the field's own list.
for (const field of document.querySelectorAll("[data-topic-picker]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}_options`;
  field.setAttribute("list", list.id);
  field.after(list);
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const query = new URLSearchParams({ campaign: field.dataset.topicPicker, q: field.value });
      const response = await fetch(`${field.dataset.topicOptions}?${query}`);
      if (!response.ok) return;
      const { topics } = await response.json();
      list.replaceChildren(...topics.map(({ number, name, place }) => new Option(name, `${place}${number} ${name}`)));
    }, 200);
  });
}

// Whoever leaves a suggestion gives it back, unless it was decided or the next one was taken.
for (const held of document.querySelectorAll("form[data-claim]")) {
  let going = false;
  const goes = () => { going = true; };
  document.addEventListener("submit", goes);
  document.querySelector("[data-key=j]")?.addEventListener("click", goes);
  window.addEventListener("pageshow", () => { going = false; });
  window.addEventListener("pagehide", () => {
    if (going) return;
    const said = new FormData(held);
    said.set("leaving", "1");
    navigator.sendBeacon(held.action, said);
  });
}
