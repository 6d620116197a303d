// One press, one submission. The server refuses repeats by itself; this only spares the second
// request and the doubt. Also takes the reader to the error summary, and shows print buttons.

const BUSY = "正在提交……";

function release(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[data-was]")) {
    button.removeAttribute("aria-disabled");
    button.replaceChildren(button.dataset.was);
    delete button.dataset.was;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.hasAttribute("data-guard") || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  const button = event.submitter;
  if (!button || button.formNoValidate) return;
  // aria-disabled, not disabled: a disabled button would drop its own name/value from the request
  button.dataset.was = button.textContent.trim();
  button.setAttribute("aria-disabled", "true");
  button.replaceChildren(BUSY);
});

// Back from the next page out of the browser's memory: the buttons must work again
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release);
});

document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
