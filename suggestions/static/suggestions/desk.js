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

function count(form) {
  const boxes = [...form.querySelectorAll("input[name=picked]")];
  const ticked = boxes.filter((box) => box.checked).length;
  for (const place of form.querySelectorAll("[data-picked-count]")) {
    place.textContent = ticked ? `（${ticked} 条）` : "";
  }
  for (const all of form.querySelectorAll("[data-pick-all]")) {
    all.hidden = boxes.length === 0;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-bulk]");
  if (!form) return;
  if (event.target.matches("[data-pick-all]")) {
    for (const box of form.querySelectorAll("input[name=picked]")) box.checked = event.target.checked;
  }
  count(form);
});

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
      list.replaceChildren(...topics.map(({ number, name }) => new Option(name, `${number} ${name}`)));
    }, 200);
  });
}
