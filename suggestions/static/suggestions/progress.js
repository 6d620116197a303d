// Moves the bar of a running import or grouping, and loads the outcome when it has ended.

const EVERY = 1000;
const PATIENCE = 15000; // after a failed question: the server may be starting again

const box = document.querySelector("[data-progress-url]");
if (box) {
  const part = (name) => box.querySelector(`[data-progress-${name}]`);

  const show = ({ percent, stage }) => {
    part("bar").value = percent;
    part("percent").textContent = `${percent}%`;
    if (part("stage").textContent !== stage) part("stage").textContent = stage;
  };

  const ask = async () => {
    let wait = EVERY;
    try {
      const response = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const news = await response.json();
      show(news);
      if (news.finished) {
        window.location.reload();
        return;
      }
    } catch {
      wait = PATIENCE;
    }
    window.setTimeout(ask, wait);
  };

  window.setTimeout(ask, EVERY);
}
