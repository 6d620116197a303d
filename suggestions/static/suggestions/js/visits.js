// Visits go on without a network: the doors and the questions stand on the page, and what is pressed
// is held on this device, closed so that only the office's key opens it (visits_lock.js), and sent
// once when there is a network again. Without this file every door is a page with a plain form.
//
// Each entry {key, url, door, label, outcome, fields, at, tries, refused, late} lies closed in
// localStorage under its person and round; a copy of the page lies beside it (visits_copy.js).

const page = document.querySelector(".visits[data-visits]");
const WAIT = 15000, AGAIN = 4000;
const DOOR = "登录过期了：请在新的标签页里重新登录，再回到这里按“现在再送”。内容都在，不会丢。";
const HELD = "加密留在手机上，网络恢复后自动送出，每件只送一次。请不要清除浏览器数据。";
const WAITS = "（还没送到）";

const element = (name, text = "", className = "") => Object.assign(document.createElement(name), { textContent: text, className });

// --- what is kept, closed -----------------------------------------------------------------------

const place = `jianyan-visits-${page?.dataset.visits}-`;
const stored = () => Object.keys(localStorage).filter((name) => name.startsWith(place));
const lock = new VisitLock(`jianyan-pair-${page?.dataset.visits}`);
const numberOf = (url) => url.match(/(\d+)\/$/)?.[1] ?? "";
let entries = [], shut = 0, unread = 0, trouble = "";

async function put(entry) {
  localStorage.setItem(place + entry.key, await lock.close(entry, numberOf(entry.url)));
}

function drop(entry) {
  localStorage.removeItem(place + entry.key);
  entries = entries.filter((one) => one !== entry);
}

// What this page has not read itself; without the office's key only at which doors something waits.
async function read() {
  shut = unread = 0;
  for (const name of stored()) {
    if (entries.some((entry) => place + entry.key === name)) continue;
    const said = localStorage.getItem(name);
    if (!lock.opens) {
      unread += 1;
      const link = linkOf(JSON.parse(said)[3]);
      if (link) tell(link, `记过了${WAITS}`, "记过了");
      continue;
    }
    try {
      entries.push(await lock.read(said));
    } catch (error) {
      shut += 1;  // closed with a key of before
    }
  }
  entries.sort((a, b) => a.at - b.at);
}

// --- speaking with the office -------------------------------------------------------------------

const kept = page?.querySelector("[data-kept-sheet]");
kept?.replaceWith(kept.content);  // without this file nothing there could be pressed
let token = page?.querySelector("[data-sheet] [name=csrfmiddlewaretoken]")?.value ?? "";

// A new login has a new token; the page as it is now holds it.
async function fresh() {
  try {
    const reply = await fetch(location.href, { redirect: "manual", signal: AbortSignal.timeout(WAIT) });
    if (!reply.ok) return;
    const there = new DOMParser().parseFromString(await reply.text(), "text/html");
    token = there.querySelector("[data-kept-sheet]")?.content.querySelector("[name=csrfmiddlewaretoken]")?.value ?? token;
  } catch (error) {
    return;
  }
}

// "gone" (no network, or a server in trouble), "door" (the login has run out), or the answer.
async function say(url, fields, headers) {
  const body = new URLSearchParams(fields);
  body.set("csrfmiddlewaretoken", token);
  let reply;
  try {
    reply = await fetch(url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(WAIT) });
    if (reply.type === "opaqueredirect") return "door";
    if (reply.status >= 500 || reply.status === 429) return "gone";
    if (reply.headers.get("content-type")?.startsWith("application/json")) return await reply.json();
  } catch (error) {
    return "gone";
  }
  return reply.status === 403 ? "door" : { refused: "页面上的内容已经变了，请刷新页面后再看。" };
}

async function unlock() {
  const answer = await say(page.dataset.key, [], { "X-Press": VisitLock.newKey() });
  if (answer.revoked) { lost(answer.revoked); return; }
  trouble = answer === "door" ? DOOR : "";
  if (answer.key) await lock.open(answer.key);
  else await lock.halfOpen();
  await read();
  for (const entry of waiting()) mark(entry, WAITS);
  if (lock.closes) page.dataset.ready = "yes";
  if (lock.opens) VisitCopy.renew(page);
}

// The phone was taken back: nothing stays on it.
function lost(words) {
  for (const name of stored()) localStorage.removeItem(name);
  lock.forget();
  VisitCopy.forget();
  entries = [];
  const told = element("div", "", "help-block help-critical");
  told.setAttribute("role", "alert");
  told.append(element("p", words));
  page.replaceChildren(told);
}

// --- what waits ---------------------------------------------------------------------------------

const waiting = () => entries.filter((entry) => !entry.refused && !entry.late);
const linkOf = (number) => [...page.querySelectorAll("a[data-door]")].find((link) => numberOf(link.href) === number);
const panel = element("section", "", "visit-held");

function button(words, press) {
  const made = element("button", words, "button button-secondary");
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

function list(title, rows, line) {
  const made = document.createElement("ul");
  made.append(...rows.map((entry) => {
    const row = element("li", `${entry.door}：${entry.label}`);
    line(row, entry);
    return row;
  }));
  return [element("h3", title), made];
}

const known = (entry) => button("知道了", () => { drop(entry); draw(); });

function draw() {
  const held = waiting().some((entry) => entry.tries) ? waiting() : [];
  const refused = entries.filter((entry) => entry.refused), late = entries.filter((entry) => entry.late);
  panel.hidden = !held.length && !refused.length && !late.length && !shut && !unread;
  panel.replaceChildren();
  if (held.length) panel.append(...list(`还没送到 ${held.length} 件`, held, () => {}), element("p", trouble || HELD), button("现在再送", () => send()));
  if (unread) {
    panel.append(element("p", `这一页打开以前还记了 ${unread} 件，锁在手机上，有网络以后自动打开、自动送出。${trouble}`));
    if (!held.length) panel.append(button("现在再送", () => send()));
  }
  if (refused.length) {
    panel.append(...list(`没有记上 ${refused.length} 件`, refused, (row, entry) => {
      row.append(element("p", entry.refused, "error-message"), button("打开再改", () => mend(entry)), known(entry));
    }));
  }
  if (late.length) {
    panel.append(...list(`已有人走访过 ${late.length} 件`, late, (row, entry) => row.append(element("p", entry.late), known(entry))));
  }
  if (shut) {
    panel.append(element("p", `有 ${shut} 件打不开：是这台手机以前留下的，钥匙已经没有了。那几户请重新走访。`));
    panel.append(button("清除打不开的", () => {
      const open = new Set(entries.map((entry) => place + entry.key));
      for (const name of stored()) if (!open.has(name)) localStorage.removeItem(name);
      shut = 0;
      draw();
    }));
  }
}

// What stands at a door; `pressed` is what it counts as before the office has it.
function tell(link, words, pressed) {
  link.querySelector("[data-said]").textContent = words;
  if (pressed) link.dataset.pressed = pressed;
  else delete link.dataset.pressed;
  VisitCounts.draw(page);
}

function mark(entry, more) {
  const link = linkOf(numberOf(entry.url));
  if (link) tell(link, entry.label + more, more === WAITS && entry.label);
}

let busy = false, timer;

async function send() {
  if (busy || !lock.closes) return;
  busy = true;
  clearTimeout(timer);
  if (trouble) await fresh();
  if (!lock.opens) await unlock();
  for (let entry = waiting()[0]; entry && lock.closes; entry = waiting()[0]) {
    const waited = String(Math.max(0, Math.round((Date.now() - entry.at) / 1000)));
    const answer = await say(entry.url, entry.fields, { "X-Press": entry.key, "X-Press-Waited": waited });
    trouble = answer === "door" ? DOOR : "";
    if (answer === "gone" || answer === "door") {
      entry.tries += 1;
      break;
    }
    if (answer.revoked) { lost(answer.revoked); return; }
    if (answer.refused || answer.late) {
      entry[answer.refused ? "refused" : "late"] = answer.refused ?? answer.told;
      await put(entry);
    } else drop(entry);
    const link = linkOf(numberOf(entry.url));
    if (!link || answer.refused) { mark(entry, "（没有记上）"); continue; }
    Object.assign(link.dataset, { state: answer.state, label: answer.label });
    tell(link, answer.label);
    VisitCopy.renew(page);
  }
  busy = false;
  draw();
  if (waiting().length || (lock.closes && !lock.opens)) timer = setTimeout(send, AGAIN);
}

// --- a door -------------------------------------------------------------------------------------

const doors = page?.querySelector("[data-doors]"), sheet = page?.querySelector("[data-sheet]");
const form = sheet?.querySelector("form"), fault = sheet?.querySelector("[data-fault]");
let current = "";

function show(link) {
  if (current !== link.href) form.reset();  // half filled in, it is there when the same door opens again
  current = form.action = link.href;
  form.dispatchEvent(new Event("change"));
  fault.hidden = true;
  const title = sheet.querySelector("[data-title]");
  title.textContent = link.querySelector("[data-room]").dataset.room;
  doors.hidden = true;
  sheet.hidden = false;
  title.focus();
  title.scrollIntoView();
}

function close() {
  sheet.hidden = true;
  doors.hidden = false;
}

// What was refused stands in the form again as it was typed; it goes once it is sent anew.
function mend(entry) {
  const link = linkOf(numberOf(entry.url));
  if (!link) return;
  form.reset();
  current = link.href;
  for (const [name, value] of entry.fields) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=submit], [type=hidden])`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else field.value = value;
    }
  }
  drop(entry);
  draw();
  history.pushState({ door: link.href }, "");
  show(link);
}

// The first question that must be answered and is not; the office judges the rest.
function missing() {
  return [...form.querySelectorAll("[data-required]")].find((question) => {
    if (question.hidden) return false;
    const fields = [...question.querySelectorAll("input, select, textarea")];
    const ticked = fields.filter((field) => field.type === "radio" || field.type === "checkbox");
    return ticked.length ? !ticked.some((field) => field.checked) : !fields.some((field) => field.value.trim());
  });
}

async function hold(event) {
  if (!lock.closes) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  const outcome = event.submitter?.value ?? "visited", lacks = outcome === "visited" && missing();
  if (lacks) {
    fault.textContent = `还有必答的题没有答：${lacks.querySelector("legend, label").textContent.trim()}`;
    fault.hidden = false;
    lacks.scrollIntoView({ block: "center" });
    lacks.querySelector("input, select, textarea").focus();
    return;
  }
  form.dataset.sending = "yes";
  const all = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "key", "outcome"].includes(name));
  const entry = {
    key: VisitLock.newKey(), url: current, door: sheet.querySelector("[data-title]").textContent, outcome,
    label: outcome === "visited" ? "已走访" : event.submitter.textContent.trim(),
    fields: [["outcome", outcome], ...(outcome === "visited" ? all : [])], at: Date.now(), tries: 0,
  };
  try {
    await put(entry);
  } catch (error) {  // no room on this device: the plain form
    form.append(Object.assign(element("input"), { type: "hidden", name: "outcome", value: outcome }));
    form.submit();
    return;
  }
  entries.push(entry);
  mark(entry, WAITS);
  form.reset();
  current = "";
  delete form.dataset.sending;
  history.back();
  send();
}

if (page && window.crypto?.subtle && window.localStorage) {
  panel.setAttribute("role", "status");
  panel.hidden = true;
  page.prepend(panel);
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-door]");
    if (!link || !lock.closes || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    history.pushState({ door: link.href }, "");
    show(link);
  });
  form.addEventListener("submit", hold);
  sheet.querySelector("[data-back]").addEventListener("click", () => history.back());
  window.addEventListener("popstate", close);
  window.addEventListener("online", () => send());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  await unlock();
  draw();
  if (waiting().length || (lock.closes && !lock.opens)) send();
}
