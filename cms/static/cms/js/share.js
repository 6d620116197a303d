// The phone's own way to pass a page on; the button appears only where there is one.

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: button.dataset.shareTitle, url: button.dataset.share });
    } catch {
      // Closed without sending: nothing to say.
    }
  });
}
