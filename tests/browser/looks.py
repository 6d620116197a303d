"""What a staff page looks like, measured in Chromium: one list of faults for each width."""

# Of Wagtail, outside what is ours to shape: its menu, the bar above the page, and what it hides.
NOT_OURS = "#wagtail-sidebar, .w-slim-header, [data-tippy-root], .w-sr-only, .skiplink, .w-hidden"
# Without movement and at once: a colour on its way to another one has no contrast to speak of.
STILL = """<style>*, *::before, *::after {
  transition: none !important; animation: none !important; scroll-behavior: auto !important;
}</style>"""
# Names of formats, addresses and standards, which are no words.
LATIN = (
    "CSV XLSX XLS DOCX PDF HTML JSON TXT ZIP Excel Word API UTF MB KB JPG JPEG PNG HTTP HTTPS "
    "SHA HMAC Firefox wifi Tab Enter Esc Ctrl Shift Alt IP ID QR"
)

MEASURE = """({ notOurs, latin, width, least }) => {
  const faults = [];
  const say = (kind, what) => faults.push(`${kind}: ${what}`);
  const brief = (e) => e.outerHTML.replace(/\\s+/g, " ").slice(0, 140);
  const main = document.querySelector("#main") ?? document.body;
  const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !e.closest(notOurs);
  const all = [...main.querySelectorAll("*")].filter(seen);
  const box = (e) => e.getBoundingClientRect();
  const size = (e) => parseFloat(getComputedStyle(e).fontSize);

  // Nothing hangs out of the page; what may be pushed sideways is pushed inside its own box.
  const edge = document.documentElement.clientWidth;
  const wide = document.documentElement.scrollWidth;
  if (wide > edge + 1) say("wide page", wide);
  const pushed = new Set();
  for (const e of all) {
    const style = getComputedStyle(e);
    const above = e.parentElement;
    const inside = ["auto", "scroll", "hidden", "clip"].includes(style.overflowX);
    if (inside || pushed.has(above)) pushed.add(e);
    if (!pushed.has(above) && box(e).width > 1 && box(e).right > edge + 1) {
      pushed.add(e);
      say("hangs out", `${Math.round(box(e).right)} ${brief(e)}`);
    }
  }
  // On a phone a table is cards; one that compares stays a table and says so (desk-matrix).
  if (width < 500) {
    for (const table of main.querySelectorAll("table")) {
      if (!seen(table) || table.closest(".desk-matrix, .desk-sheet, .paper")) continue;
      if (box(table).width > edge) say("no cards", brief(table));
      for (const row of table.tBodies[0]?.rows ?? []) {
        const cells = [...row.cells].filter((c) => seen(c) && c.innerText.trim());
        const bare = cells.slice(1).find((c) => !c.matches(".desk-label, .title, .desk-pick")
          && !c.matches("[data-label]")
          && !(c.querySelector("a") && c.innerText.trim() === c.querySelector("a").innerText.trim())
          && !c.querySelector("form, .button, .desk-verbs, .desk-pick") && c.colSpan === 1
          && !c.previousElementSibling?.matches(".desk-label"));
        if (bare) say("cell without label", brief(bare));
      }
    }
  }
  for (const e of all.filter((e) => e.matches("svg"))) {
    if (e.closest("figure, .desk-trend, .desk-bars, .entered-qr, [role=img]")) continue;
    const side = Math.max(box(e).width, box(e).height);
    if (side > 64) say("icon", `${side} ${brief(e.parentElement)}`);
  }
  // A column in which words stand one below the other.
  for (const e of all) {
    if (box(e).width <= 1) continue; // for ears only
    const texts = [...e.childNodes].filter((n) => n.nodeType === 3 && n.data.trim().length >= 4);
    for (const text of texts) {
      const range = document.createRange();
      range.selectNodeContents(text);
      const lines = [...range.getClientRects()].filter((r) => r.width > 0);
      const widest = Math.max(0, ...lines.map((r) => r.width));
      if (lines.length >= 3 && widest < 4 * size(e)) {
        say("narrow", `${lines.length} lines of ${Math.round(widest)} px ${brief(e)}`);
      }
    }
  }
  // What is pressed is large enough; for links within text axe judges the room around them.
  const pressed = "a[href], button, summary, select, textarea, input";
  for (const e of all.filter((e) => e.matches(pressed) && e.type !== "hidden")) {
    const sentence = e.tagName === "A" && getComputedStyle(e).display === "inline";
    const ticked = ["checkbox", "radio"].includes(e.type);
    const label = ticked ? e.closest("label") ?? e.labels[0] : null;
    const after = getComputedStyle(e, "::after");
    const grown = after.position === "absolute" ? -2 * parseFloat(after.top) : 0;
    const high = Math.max(box(e).height + (grown > 0 ? grown : 0), label ? box(label).height : 0);
    if (sentence || !box(e).width || box(e).height <= 1) continue;
    if (high < least - 0.5) say(`under ${least} px`, `${Math.round(high)} ${brief(e)}`);
  }
  // Words of another language in what we say; what people and their files say is theirs.
  const known = new Set(latin.split(" "));
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const told = [];
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (e.matches("script, style, template, kbd, code, pre, option") || !seen(e)) continue;
    told.push(walker.currentNode.data);
  }
  for (const e of all) {
    told.push(...["aria-label", "title", "placeholder"].map((name) => e.getAttribute(name) ?? ""));
  }
  for (const text of told) {
    const plain = text.replace(/\\b(?=\\w*\\d)[0-9a-f]{8,}\\b/g, " ")
      .replace(/\\S*[@/.\\-_:]\\S*/g, " ");
    const strange = (plain.match(/[A-Za-z]{3,}/g) ?? []).filter((word) => !known.has(word));
    if (strange.length) say("English", `${strange.join(" ")} | ${text.trim().slice(0, 80)}`);
  }
  return [...new Set(faults)];
}"""

AXE = """async ({ notOurs, tags }) => {
  const exclude = notOurs.split(", ").map((selector) => [selector]);
  const include = [document.querySelector("#main") ? "#main" : "body"];
  const asked = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
  const { violations } = await axe.run({ include, exclude }, asked);
  return violations.filter((found) => ["serious", "critical"].includes(found.impact))
    .flatMap((found) => found.nodes.slice(0, 4)
      .map((node) => `${found.id}: ${node.html.replace(/\\s+/g, " ").slice(0, 160)}`));
}"""
THEME = """(theme) => {
  const html = document.documentElement.classList;
  html.remove("w-theme-system", "w-theme-light", "w-theme-dark");
  html.add(`w-theme-${theme}`);
}"""
# One fault of each kind.
WRONG = """() => document.querySelector("#main").insertAdjacentHTML("beforeend", `
  <p style="width: 2500px">宽</p>
  <table style="width: 600px"><tbody><tr><td>甲</td><td>没有标签</td></tr></tbody></table>
  <svg width="90" height="90"></svg>
  <p style="width: 1.5em">一字一行的话</p>
  <button style="height: 20px; min-height: 0">小</button>
  <p>Please wait</p>
  <p style="color: #777; background: #888">看不清</p><img src="/static/x.png">`)"""
