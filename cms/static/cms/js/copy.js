// Copies a code or an address; the button appears only where the browser lets us copy.

function say(button, words) {
  const region = button.closest("section, div")?.parentElement?.querySelector("[data-copy-status]")
    ?? document.querySelector("[data-copy-status]");
  if (region) region.textContent = words;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(button, button.dataset.copied ?? "复制好了，可以粘贴到备忘录里。");
    } catch {
      say(button, "没能复制，请用手记下或拍照。");
    }
  });
}
