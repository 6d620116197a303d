// The area picker fetches the next level instead of sending the form back. All selects carry the
// same name; the server takes the last one that is filled, with or without this script.

function buildLevel(picker, number, reply) {
  const id = `id_${picker.dataset.name}_${number}`;
  const box = document.createElement("div");
  box.className = "field";
  box.dataset.level = "";
  const label = document.createElement("label");
  label.htmlFor = id;
  label.textContent = reply.label || "下一级";
  const select = document.createElement("select");
  select.id = id;
  select.name = picker.dataset.name;
  select.append(new Option("不选也可以", ""));
  for (const child of reply.children) select.append(new Option(child.name, child.id));
  box.append(label, select);
  return box;
}

function enhance(picker) {
  const levels = picker.querySelector("[data-levels]");
  const status = picker.querySelector("[data-area-status]");
  const button = picker.querySelector("[data-no-js]");
  if (!levels || !picker.dataset.childrenUrl) return;
  if (button) button.hidden = true;
  let asked = 0;

  levels.addEventListener("change", async (event) => {
    const box = event.target.closest("[data-level]");
    while (box.nextElementSibling) box.nextElementSibling.remove();
    if (status) status.textContent = "";
    const turn = ++asked;
    if (!event.target.value) return;
    const url = new URL(picker.dataset.childrenUrl, window.location.href);
    url.searchParams.set("parent", event.target.value);
    try {
      const reply = await fetch(url, { headers: { Accept: "application/json" } });
      if (!reply.ok) throw new Error(reply.status);
      const data = await reply.json();
      // A slow answer to an earlier choice must not stand beside a later one
      if (turn !== asked || !data.children?.length) return;
      levels.append(buildLevel(picker, levels.children.length, data));
      if (status) status.textContent = `可以接着选${data.label || "下一级"}`;
    } catch {
      if (button && turn === asked) button.hidden = false;
    }
  });
}

document.querySelectorAll("[data-children-url]").forEach(enhance);
