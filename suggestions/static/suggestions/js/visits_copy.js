// The page of one round stays on the phone for a day, so that it can be loaded anew without a
// network: doors and questions, no names. Each door that the office recorded renews it: who loads it
// in a tunnel must not go there twice. The worker (visits_worker.js) shows it. It goes with the
// phone taken back, with the login, and with the next time the page comes from the office.

{
  const NAME = "jianyan-visits-page", WAIT = 15000, AGAIN = 30000;
  let stale = false, busy = false, gone = false;

  window.VisitCopy = {
    async keep(address) {
      if (!window.caches || !navigator.serviceWorker) return;
      try {
        await navigator.serviceWorker.register(document.querySelector("[data-worker]").dataset.worker);
        const reply = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(WAIT) });
        if (!reply.ok) return;
        const body = await reply.text(), headers = new Headers(reply.headers);
        for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
        headers.set("X-Kept-At", String(Date.now()));
        const there = new DOMParser().parseFromString(body, "text/html");
        const files = [...there.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.getAttribute("href") ?? one.getAttribute("src"));
        const cache = await caches.open(NAME), before = await cache.keys();
        await cache.addAll(files);
        if (gone) return;
        await cache.put(location.pathname, new Response(body, { headers }));
        const now = [...files, location.pathname].map((one) => new URL(one, location.href).href);
        await Promise.all(before.filter((one) => !now.includes(one.url)).map((one) => cache.delete(one)));  // one round at a time
        return true;
      } catch (error) {
        return false;  // no network just now, or no room: the page goes on as before
      }
    },

    // As the office has it now; what comes meanwhile makes it anew once more.
    async renew(page) {
      stale = true;
      if (busy) return;
      busy = true;
      while (stale) {
        stale = false;
        const kept = await this.keep(page.dataset.copy);
        if (kept) page.dataset.copied = "yes";
        if (kept !== false) continue;
        setTimeout(() => this.renew(page), AGAIN);
        break;
      }
      busy = false;
    },

    async forget() {
      gone = true;
      if (window.caches) await caches.delete(NAME);
    },
  };

  // At the door of the site nobody is logged in: nothing of a round stays.
  if (!document.querySelector(".visits")) window.VisitCopy.forget();
}
