// What is being written stays on this device until it is sent: text and choices, by campaign.
// Who wrote it (name, number, address) and photos do not. On a shared computer nothing stays.

const PREFIX = "jy-draft:";
const SHARED = "jy-shared";
const KEPT_MS = 7 * 24 * 3600 * 1000;
const PAUSE_MS = 300;
const PATIENCE_MS = 5000;
const NOT_KEPT = new Set(["key", "website", "csrfmiddlewaretoken", "name", "phone", "email", "consent", "shared", "asked"]);
const TEXTS = ["title", "body", "solution", "place"];

function read(slug) {
  try {
    const draft = JSON.parse(localStorage.getItem(PREFIX + slug));
    if (draft && Date.now() - draft.at < KEPT_MS) return draft;
    localStorage.removeItem(PREFIX + slug);
  } catch {
    // No store, or something else in it: as if there were none
  }
  return null;
}

function forget(slug) {
  try {
    localStorage.removeItem(PREFIX + slug);
  } catch {
    // Nothing was kept either
  }
}

function forgetAll() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith(PREFIX)) localStorage.removeItem(name);
    }
  } catch {
    // Nothing was kept either
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(SHARED) === "yes";
  } catch {
    return false;
  }
}

function remember(shared) {
  try {
    if (shared) sessionStorage.setItem(SHARED, "yes");
    else sessionStorage.removeItem(SHARED);
  } catch {
    // The box itself goes along with the form
  }
}

function typed(form) {
  const values = {};
  for (const control of form.elements) {
    if (!control.name || NOT_KEPT.has(control.name)) continue;
    if (["file", "hidden", "submit", "button"].includes(control.type)) continue;
    values[control.name] ??= [];
    const off = (control.type === "radio" || control.type === "checkbox") && !control.checked;
    if (!off) values[control.name].push(control.value);
  }
  return values;
}

function hasText(values) {
  return TEXTS.some((name) => values[name]?.[0]?.trim());
}

// Each level of places is fetched when the one above it is chosen: wait until it offers the choice.
async function choosePlaces(form, codes) {
  const until = Date.now() + PATIENCE_MS;
  for (const code of codes.filter(Boolean)) {
    let found = null;
    while (!found && Date.now() < until) {
      const selects = [...form.querySelectorAll("select[name=area]")];
      found = selects.find((s) => [...s.options].some((o) => o.value === code));
      if (!found) await new Promise((done) => { setTimeout(done, 100); });
    }
    if (!found) return;
    found.value = code;
    found.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function fill(form, values) {
  for (const control of form.elements) {
    const kept = values[control.name];
    if (!kept || control.name === "area") continue;
    if (control.type === "radio" || control.type === "checkbox") control.checked = kept.includes(control.value);
    else if (control.name in values && control.type !== "file") control.value = kept[0] ?? "";
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return choosePlaces(form, values.area ?? []);
}

function clock(moment) {
  return new Date(moment).toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

function keep(form) {
  const { draft: slug, draftKey: key } = form.dataset;
  const shared = form.elements.namedItem("shared");
  const status = form.querySelector("[data-draft-status]");
  const tools = form.querySelector("[data-draft-tools]");
  const byCode = form.querySelector("[data-draft-code]");
  const found = document.querySelector("[data-draft-found]");
  let timer = 0;
  let unsent = !("draftFresh" in form.dataset);
  let filling = false;

  function save() {
    clearTimeout(timer);
    const values = typed(form);
    if (shared.checked || !hasText(values)) return;
    try {
      localStorage.setItem(PREFIX + slug, JSON.stringify({ at: Date.now(), key, values }));
      status.textContent = "已保存在这台设备上。称呼、手机号、邮箱和照片不保存。";
      tools.hidden = false;
    } catch {
      status.textContent = "这台设备存不住草稿，离开前请用“存草稿”。";
      byCode.hidden = false;
    }
  }

  function standOn(isShared) {
    remember(isShared);
    byCode.hidden = !isShared;
    if (isShared) {
      forgetAll();
      tools.hidden = true;
      found.hidden = true;
      status.textContent = "公用设备：写的内容不留在这台设备上，离开这一页就没有了。";
    } else {
      status.textContent = "";
      save();
    }
  }

  async function restore() {
    const draft = read(slug);
    if (!draft || shared.checked) return;
    filling = true;
    found.querySelector("[data-draft-found-words]").textContent =
      `您上次没写完的内容还在这台设备上（${clock(draft.at)}），已经填好，可以接着写。称呼、手机号、邮箱和照片要重新填。`;
    found.hidden = false;
    tools.hidden = false;
    const places = fill(form, draft.values);
    filling = false;
    await places;
  }

  function clear() {
    forget(slug);
    form.reset();
    for (const name of TEXTS) {
      const field = form.elements.namedItem(name);
      if (!field) continue;
      field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    clearTimeout(timer);
    unsent = false;
    found.hidden = true;
    tools.hidden = true;
    status.textContent = "草稿清掉了。";
    form.elements.namedItem("title").focus();
  }

  if (remembered()) shared.checked = true;
  if (shared.checked) standOn(true);
  else byCode.hidden = true;
  // Text that the browser itself puts back after "back" may have been sent: it is not kept anew
  if ("draftFresh" in form.dataset) restore();
  else save();

  form.addEventListener("input", (event) => {
    if (event.target === shared || filling) return;
    unsent = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  shared.addEventListener("change", () => standOn(shared.checked));
  for (const button of document.querySelectorAll("[data-draft-clear]")) button.addEventListener("click", clear);
  // Also the switch to large letters: what is kept here comes back by itself
  document.addEventListener("submit", (event) => {
    if (event.target.target === "_blank") return;
    save();
    if (event.target === form || !shared.checked) unsent = false;
  });
  // A call comes, the tab is put away: it may not come back
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && unsent) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsent && hasText(typed(form))) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) keep(form);

// The receipt: what it confirms is no draft any more
for (const sent of document.querySelectorAll("[data-sent]")) {
  if (read(sent.dataset.sent)?.key === sent.dataset.sentKey) forget(sent.dataset.sent);
}
