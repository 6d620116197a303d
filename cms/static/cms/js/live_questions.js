// A live event's page: its questions come in while one looks at it. The list is the same for
// everybody; what this visitor has pressed, and the token of forms, stay as the page has them.
// The browser's own cache asks by ETag and so gets most times nothing new.
const list = document.getElementById("live-questions");
const token = document.querySelector("input[name=csrfmiddlewaretoken]");
let drawn = "";

function own(item) {
  const before = item.id && document.getElementById(item.id);
  const form = item.querySelector("form");
  const mine = before && before.querySelector("[data-mine]");
  if (form && mine) form.replaceWith(mine);
  else if (form && token) form.prepend(token.cloneNode());
  return item;
}

async function refresh() {
  // Nothing moves under a finger, or behind who does not look.
  if (document.hidden || list.contains(document.activeElement)) return;
  try {
    const answer = await fetch(list.dataset.source, { cache: "no-cache", credentials: "omit" });
    const source = answer.ok ? await answer.text() : drawn;
    if (source === drawn) return;
    const page = new DOMParser().parseFromString(source, "text/html");
    list.replaceChildren(...[...page.body.querySelectorAll("li")].map(own));
    drawn = source;
  } catch {
    // Without a network the page stays as it is; the next look may have one.
  }
}

if (list) setInterval(refresh, Number(list.dataset.every) * 1000);
