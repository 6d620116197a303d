// "您是不是也想说…": while title or text are written, asks the server for near suggestions and puts
// its fragment (components/similar.html) into the region. A draft may hold private words, so it
// travels as POST and never in an address. Failing is silent: it must not disturb the writing.
//
// <form data-similar-url="…" data-similar-fields="title body"> … <div class="similar"
// data-similar aria-live="polite"></div>

const PAUSE_MS = 700;
const SHORTEST = 6;

function watch(form) {
  const region = form.querySelector("[data-similar]") ?? document.querySelector("[data-similar]");
  const names = (form.dataset.similarFields ?? "title body").split(/\s+/);
  const fields = names.map((name) => form.elements.namedItem(name)).filter(Boolean);
  if (!region || !fields.length) return;
  let timer = 0;
  let running = null;
  let last = "";

  async function ask() {
    const text = fields.map((field) => field.value.trim()).join("\n");
    if (text === last || text.length < SHORTEST) return;
    last = text;
    running?.abort();
    running = new AbortController();
    const data = new FormData();
    for (const field of fields) data.set(field.name, field.value);
    const token = form.elements.namedItem("csrfmiddlewaretoken")?.value;
    try {
      const reply = await fetch(form.dataset.similarUrl, {
        method: "POST",
        body: data,
        headers: { "X-Requested-With": "fetch", ...(token && { "X-CSRFToken": token }) },
        signal: running.signal,
      });
      if (!reply.ok) return;
      const html = (await reply.text()).trim();
      // Writing the same list again would make a screen reader read it again
      if (region.innerHTML.trim() !== html) region.innerHTML = html;
    } catch {
      // Offline, aborted or refused: the form goes on without suggestions
    }
  }

  for (const field of fields) {
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE_MS);
    });
  }
}

document.querySelectorAll("form[data-similar-url]").forEach(watch);
