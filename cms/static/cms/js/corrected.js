// An error goes when its field is put right, and with it its line above the form. Only what can be
// seen here is judged; the server looks at everything again.

const MOBILE = /^(?:\+?86)?1[3-9]\d{9}$/;
const NOISE = /[\s\-－—()（）]/g;

function isMobile(text) {
  return MOBILE.test(text.normalize("NFKC").replace(NOISE, ""));
}

function isRight(box, form) {
  const controls = [...box.querySelectorAll("input, select, textarea")].filter((c) => c.type !== "hidden");
  const [first] = controls;
  if (!first) return false;
  if (first.type === "radio" || first.type === "file") return true;
  if (first.name === "consent") {
    const left = ["name", "phone", "email"].some((name) => form.elements.namedItem(name)?.value.trim());
    return first.checked || !left;
  }
  if (first.type === "checkbox") return first.checked;
  const text = first.value.trim();
  const optional = Boolean(box.querySelector(".optional"));
  if (first.inputMode === "tel") return text ? isMobile(text) : optional && !box.dataset.asked;
  if (first.inputMode === "email") return text ? /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text) : optional;
  const counter = box.querySelector(".counter");
  return (text !== "" || optional) && counter?.dataset.over !== "true";
}

function clear(box) {
  delete box.dataset.invalid;
  const said = box.querySelector(".field-error");
  for (const control of box.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    const ids = (control.getAttribute("aria-describedby") ?? "").split(/\s+/);
    const kept = ids.filter((id) => id && !said?.contains(document.getElementById(id)));
    if (kept.length) control.setAttribute("aria-describedby", kept.join(" "));
    else control.removeAttribute("aria-describedby");
  }
  said?.remove();
  const ids = [box.id, ...[...box.querySelectorAll("[id]")].map((e) => e.id)].filter(Boolean);
  const summary = document.querySelector(".error-summary");
  for (const link of summary?.querySelectorAll("a[href^='#']") ?? []) {
    if (ids.includes(link.hash.slice(1))) link.closest("li").remove();
  }
  if (summary && !summary.querySelector("li")) summary.remove();
}

for (const form of document.querySelectorAll("form[data-corrected]")) {
  // A number that is asked for and missing is optional only by its label
  for (const box of form.querySelectorAll(".field[data-invalid]")) {
    const control = box.querySelector("input");
    if (control?.inputMode === "tel" && !control.value.trim()) box.dataset.asked = "yes";
  }
  const look = () => {
    for (const box of form.querySelectorAll(".field[data-invalid]")) {
      const email = form.elements.namedItem("email")?.value.trim();
      if (isRight(box, form) || (box.dataset.asked && email)) clear(box);
    }
  };
  form.addEventListener("input", look);
  form.addEventListener("change", look);
}
