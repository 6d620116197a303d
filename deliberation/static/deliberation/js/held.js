// The evening goes on without a network: what is pressed is held on this device and sent, once and
// in order, when there is one again. Without this file every button is a plain form.
//
// An entry is {key, url, fields, shown, label, at, tries, refused}; entries lie in localStorage under the
// person and the meeting, so a closed browser or an empty battery loses none.

const page = document.querySelector(".meet[data-held]");
const place = `jianyan-held-${page.dataset.held}`;
const WAIT = 15000, AGAIN = 4000;
const read = () => JSON.parse(localStorage.getItem(place) ?? "[]");
const write = (entries) => localStorage.setItem(place, JSON.stringify(entries));
const change = (key, what) => write(read().map((e) => (e.key === key ? { ...e, ...what } : e)));
const drop = (key) => write(read().filter((entry) => entry.key !== key));
const waiting = () => read().filter((entry) => !entry.refused);

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));  // randomUUID asks for https
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- what stands on the page --------------------------------------------------------------------

const panel = document.createElement("section");
panel.className = "meet-held";
panel.setAttribute("role", "status");
panel.hidden = true;
page.prepend(panel);

const element = (name, text, className = "") => Object.assign(document.createElement(name), { textContent: text, className });

function button(text, press) {
  const made = element("button", text, "button button-secondary");
  made.type = "button";
  made.addEventListener("click", press);
  return made;
}

// What was typed, for people: no tokens, no hidden fields.
const typed = (entry) => entry.shown.join("，");

function line(entry) {
  const made = document.createElement("li");
  const when = new Date(entry.at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  made.append(element("strong", entry.label), element("span", ` ${when}按下`, "desk-quiet"));
  if (typed(entry)) made.append(element("p", typed(entry)));
  if (!entry.refused) return made;
  made.append(element("p", `没有办成：${entry.refused}`, "error-message"));
  made.append(button("知道了，不要了", () => { drop(entry.key); draw(); }));
  return made;
}

function list(title, entries, className) {
  const heading = element("h3", title, className);
  const rows = document.createElement("ul");
  rows.append(...entries.map(line));
  return [heading, rows];
}

const DOOR = "登录过期了：请在新的标签页里重新登录，再回到这里按“现在再送”。内容都在，不会丢。";
const HELD = "网络恢复后会按顺序自动送出，每件只送一次。请不要清除浏览器数据。";
let trouble = "";
function draw() {
  const late = waiting().some((entry) => entry.tries), held = late ? waiting() : [];
  const refused = read().filter((entry) => entry.refused);
  panel.hidden = !held.length && !refused.length;
  panel.replaceChildren();
  if (held.length) {
    panel.append(...list(`还没送到 ${held.length} 件`, held));
    panel.append(element("p", trouble || HELD, "desk-quiet"));
    panel.append(button("现在再送", () => send()));
  }
  if (refused.length) panel.append(...list(`没有办成 ${refused.length} 件`, refused));
}

// --- holding ------------------------------------------------------------------------------------

function shownOf(form) {
  return [...form.elements].filter((field) => field.type !== "hidden" && field.type !== "submit" && field.checkVisibility?.() !== false)
    .map((field) => {
      if (field.type === "checkbox" || field.type === "radio") return field.checked ? field.labels[0]?.textContent.trim() : "";
      return field.tagName === "SELECT" ? field.selectedOptions[0]?.textContent.trim() : field.value.trim();
    }).filter(Boolean);
}

function hold(form, submitter) {
  const entry = {
    key: newKey(),
    url: submitter?.hasAttribute("formaction") ? submitter.formAction : form.action,
    fields: [...new FormData(form, submitter)].filter(([, value]) => typeof value === "string"),
    shown: shownOf(form),
    label: (submitter ?? form.querySelector("[type=submit]")).textContent.trim(),
    at: Date.now(),
    tries: 0,
  };
  write([...read(), entry]);
  return entry;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!page.contains(form) || form.method !== "post" || form.enctype.startsWith("multipart")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  try {
    forms.set(hold(form, event.submitter).key, form);
  } catch (error) {  // no storage on this device: the plain form
    form.submit();
    return;
  }
  send();
});

// --- sending ------------------------------------------------------------------------------------

const token = () => page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

// "gone" (no network, or a server in trouble), "door" (the login has run out), or the answer.
async function post(entry) {
  const body = new URLSearchParams(entry.fields);
  if (token()) body.set("csrfmiddlewaretoken", token());
  const headers = { "X-Press": entry.key, "X-Press-Waited": String(Math.max(0, Math.round((Date.now() - entry.at) / 1000))) };
  let reply;
  try {
    reply = await fetch(entry.url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(WAIT) });
  } catch (error) {
    return "gone";
  }
  if (reply.type === "opaqueredirect") return "door";
  if (reply.status >= 500 || reply.status === 429) return "gone";
  if (!reply.headers.get("content-type")?.startsWith("application/json")) {
    return { refused: reply.status === 403 ? "您现在不能做这一步，请刷新页面后再看。" : "页面上的内容已经变了，请刷新页面后再看。" };
  }
  return reply.json();
}

const forms = new Map();  // key of an entry -> the form it was pressed on, while that is on the page
let busy = false, timer;

async function send() {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  let next = "", late = false;
  for (let entry = waiting()[0]; entry; entry = waiting()[0]) {
    const answer = await post(entry);
    if (answer === "gone" || answer === "door") {
      trouble = answer === "door" ? DOOR : "";
      change(entry.key, { tries: entry.tries + 1 });
      break;
    }
    trouble = "";
    late ||= entry.tries > 0;
    if (answer.refused && !entry.tries && forms.has(entry.key)) {
      drop(entry.key);
      forms.get(entry.key).submit();  // nothing was done: the page says it best, beside the field
      return;
    }
    if (answer.refused) change(entry.key, { refused: answer.refused });
    else { drop(entry.key); next = answer.next; }
  }
  busy = false;
  for (const entry of waiting()) ready(forms.get(entry.key));
  draw();
  if (waiting().length) timer = setTimeout(send, AGAIN);
  else if (next) show(next, late);
}

// It is held: the form is ready for the next words, or says that there is nothing more to press.
function ready(form) {
  if (!form || form.dataset.held) return;
  if (form.querySelector("textarea")) {
    delete form.dataset.sending;
    form.reset();
    return;
  }
  form.dataset.held = "yes";
  for (const each of form.querySelectorAll("[type=submit]")) { each.disabled = true; each.textContent += "（还没送到）"; }
}

// The page as it is now; not from under the hands of somebody who went on writing meanwhile.
function show(next, late) {
  const there = new URL(next, location.href);
  const writing = [...page.querySelectorAll("textarea")].some((field) => !field.form.dataset.sending && field.value !== field.defaultValue);
  if (!late || !writing) { go(there); return; }
  panel.hidden = false;
  panel.replaceChildren(element("p", "都已送到。写好这一段再刷新页面。"), button("刷新页面", () => go(there)));
}

function go(there) {
  if (there.pathname + there.search === location.pathname + location.search) {
    location.hash = there.hash;
    location.reload();
  } else location.assign(there);
}

window.addEventListener("online", () => send());
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();  // out of the browser's memory: buttons of another moment
});
draw();
if (waiting().length) send();
