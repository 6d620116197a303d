// The presenter's screen: exchanges the questions every three seconds without a flicker. The
// browser's own cache asks by ETag and so gets most times nothing new. Without this file the page
// reloads itself.
const EVERY = 3000;
const BAD_IN_A_ROW = 3;
const shown = document.getElementById("questions");
const offline = document.getElementById("offline");
let failures = 0;
let drawn = "";

async function refresh() {
  try {
    const answer = await fetch(shown.dataset.source, { cache: "no-cache", credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    const source = await answer.text();
    if (source !== drawn) {
      const page = new DOMParser().parseFromString(source, "text/html");
      shown.replaceChildren(...page.body.childNodes);
      drawn = source;
    }
    failures = 0;
  } catch {
    failures += 1;
  }
  offline.hidden = failures < BAD_IN_A_ROW;
}

setInterval(refresh, EVERY);
