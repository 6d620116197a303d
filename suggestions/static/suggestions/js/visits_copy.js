// The page of one round stays on the phone for a day, so that it can be loaded anew without a
// network: doors and questions, no names. The worker (visits_worker.js) shows it. It goes with the
// phone taken back, with the login, and with the next time the page comes from the office.

{
  const NAME = "jianyan-visits-page";

  window.VisitCopy = {
    async keep(address) {
      if (!window.caches || !navigator.serviceWorker) return;
      try {
        await navigator.serviceWorker.register(document.querySelector("[data-worker]").dataset.worker);
        const reply = await fetch(address, { redirect: "error" });
        if (!reply.ok) return;
        const body = await reply.text(), headers = new Headers(reply.headers);
        for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
        headers.set("X-Kept-At", String(Date.now()));
        const there = new DOMParser().parseFromString(body, "text/html");
        const files = [...there.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.getAttribute("href") ?? one.getAttribute("src"));
        await caches.delete(NAME);  // one round at a time
        const cache = await caches.open(NAME);
        await cache.addAll(files);
        await cache.put(location.pathname, new Response(body, { headers }));
        return true;
      } catch (error) {
        return false;  // no network just now, or no room: the page goes on as before
      }
    },

    async forget() {
      if (window.caches) await caches.delete(NAME);
    },
  };

  // At the door of the site nobody is logged in: nothing of a round stays.
  if (!document.querySelector(".visits")) window.VisitCopy.forget();
}
