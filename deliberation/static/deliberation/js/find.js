// 找我的议事会: while a name is written, asks the server for the councils found and puts its
// fragment (parts/found.html) under the box. Without it the form works as it stands.

const PAUSE_MS = 300;
const SHORTEST = 2;

function watch(form) {
  const region = form.querySelector("[data-found]");
  const field = form.elements.namedItem("q");
  let timer = 0;
  let running = null;

  async function ask() {
    const text = field.value.trim();
    running?.abort();
    if (text.length < SHORTEST) {
      region.replaceChildren();
      return;
    }
    running = new AbortController();
    try {
      const address = `${form.action}?${new URLSearchParams({ q: text })}`;
      const reply = await fetch(address, {
        headers: { "X-Requested-With": "fetch" },
        signal: running.signal,
      });
      if (!reply.ok) return;
      const html = (await reply.text()).trim();
      if (region.innerHTML.trim() !== html) region.innerHTML = html;
    } catch {
      // Offline or aborted: the button still works
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
}

document.querySelectorAll("form[data-find]").forEach(watch);
