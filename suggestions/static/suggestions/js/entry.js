// 登记一条 by keyboard: digits choose, Ctrl+Enter enters, places are looked up, scans are shown.
// Everything works without it.

const form = document.querySelector("[data-entry]");

function fieldAfter(box) {
  const all = [...form.querySelectorAll("input:not([type=hidden]), textarea, select")];
  return all.find((field) => box.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING
    && !box.contains(field) && field.checkVisibility());
}

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=do][value=wait]"));
    return;
  }
  const box = event.target.type === "radio" && event.target.closest("[data-digits]");
  if (!box || !/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey) return;
  const choice = box.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  (fieldAfter(box) ?? choice).focus();
});

form?.querySelectorAll("[data-digits]").forEach((box) => {
  box.querySelectorAll("input[type=radio]").forEach((choice, index) => {
    const key = document.createElement("kbd");
    key.textContent = index + 1;
    key.setAttribute("aria-hidden", "true");
    choice.after(key);
  });
});

// One press, one request; a second one would get the same receipt anyway.
form?.addEventListener("submit", (event) => {
  if (form.dataset.sending) event.preventDefault();
  form.dataset.sending = "yes";
});
window.addEventListener("pageshow", () => delete form?.dataset.sending);

const places = form?.querySelector("[data-areas]");
if (places) {
  const field = places.querySelector("[name=area]");
  const list = places.querySelector("datalist");
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const reply = await fetch(`${places.dataset.areas}?${new URLSearchParams({ q: field.value })}`);
      if (!reply.ok) return;
      const { areas } = await reply.json();
      list.replaceChildren(...areas.map((name) => new Option("", name)));
    }, 200);
  });
}

const scans = form?.querySelector("[data-scans]");
scans?.addEventListener("change", () => {
  const shown = [...scans.files].filter((file) => file.type.startsWith("image/")).map((file) => {
    const picture = document.createElement("img");
    picture.className = "entry-scan";
    picture.alt = file.name;
    picture.src = URL.createObjectURL(file);
    return picture;
  });
  form.querySelector("[data-scan-preview]").replaceChildren(...shown);
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
