// What the server has to say while somebody writes: asks it after each pause and puts its answer,
// a piece of HTML, into the region. A draft may hold private words, so it travels as POST and never
// in an address. Failing is silent: it must not disturb the writing.
//
// <div data-fragment-url="…" data-fragment-fields="title body" data-fragment-shortest="6"
// aria-live="polite"></div> within the form of those fields.

const PAUSE_MS = 700;

function watch(region) {
  const form = region.closest("form");
  const names = region.dataset.fragmentFields.split(/\s+/);
  const fields = names.map((name) => form?.elements.namedItem(name)).filter(Boolean);
  const shortest = Number(region.dataset.fragmentShortest);
  if (!fields.length) return;
  let timer = 0;
  let running = null;
  let last = "";

  async function ask() {
    const text = fields.map((field) => field.value.trim()).join("\n");
    if (text === last) return;
    last = text;
    running?.abort();
    if (text.trim().length < shortest) {
      region.replaceChildren();
      return;
    }
    running = new AbortController();
    const data = new FormData();
    for (const field of fields) data.set(field.name, field.value);
    const token = form.elements.namedItem("csrfmiddlewaretoken")?.value;
    try {
      const reply = await fetch(region.dataset.fragmentUrl, {
        method: "POST",
        body: data,
        headers: { "X-Requested-With": "fetch", ...(token && { "X-CSRFToken": token }) },
        signal: running.signal,
      });
      if (!reply.ok) return;
      const html = (await reply.text()).trim();
      // Writing the same again would make a screen reader read it again
      if (region.innerHTML.trim() !== html) region.innerHTML = html;
    } catch {
      // Offline, aborted or refused: the form goes on without it
    }
  }

  for (const field of fields) {
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE_MS);
    });
  }
}

document.querySelectorAll("[data-fragment-url]").forEach(watch);
