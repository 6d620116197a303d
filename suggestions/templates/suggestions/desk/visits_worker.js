// Only pages of visits, and only what a visitor loads anew: from the office while it answers, else
// the copy that visits_copy.js left, for a day.

const NAME = "jianyan-visits-page", PATIENCE = 8000, DAY = 24 * 3600 * 1000;
const FILES = ["style", "script"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(request.destination)) event.respondWith(file(request));
});

const kept = (request) => caches.match(request, { cacheName: NAME, ignoreSearch: true, ignoreVary: true });

// Where a copy lies one does not wait for ever in a tunnel.
function ask(request, copy) {
  const never = new Promise((done, failed) => { if (copy) setTimeout(failed, PATIENCE); });
  return Promise.race([fetch(request), never]);
}

async function file(request) {
  const copy = await kept(request);
  try {
    return await ask(request, copy);
  } catch (error) {
    return copy ?? Response.error();
  }
}

async function page(request) {
  let copy = await kept(request);
  if (copy && !(Date.now() - Number(copy.headers.get("X-Kept-At")) < DAY)) {
    await caches.delete(NAME);
    copy = undefined;
  }
  let reply;
  try {
    reply = await ask(request, copy);
  } catch (error) {
    return copy ?? Response.error();
  }
  if (reply.status >= 500 && copy) return copy;
  // Logged out, taken back, over, or simply newer: the page itself keeps the next one.
  if (copy || reply.status === 403 || reply.type === "opaqueredirect") await caches.delete(NAME);
  return reply;
}
