// 附议 without leaving the page: the button sends its address in the background and becomes a word
// of thanks. Without this script, or when it fails, the button submits its form as usual.

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".similar-list button[formaction]");
  if (!button?.form) return;
  event.preventDefault();
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  const token = button.form.elements.namedItem("csrfmiddlewaretoken")?.value ?? "";
  try {
    const reply = await fetch(button.formAction, {
      method: "POST",
      headers: { "X-Requested-With": "fetch", "X-CSRFToken": token },
    });
    if (!reply.ok) throw new Error(reply.status);
    const thanks = document.createElement("span");
    thanks.className = "pill";
    thanks.dataset.status = "done";
    thanks.tabIndex = -1;
    thanks.textContent = "您已附议，谢谢";
    button.replaceWith(thanks);
    thanks.focus();
  } catch {
    button.removeAttribute("aria-disabled");
    button.form.requestSubmit(button);
  }
});
