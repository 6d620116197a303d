// The hall's screen: exchanges its content every five seconds without a flicker and counts the
// seconds between. Without this file the page reloads itself.
const EVERY = 5000;
const BAD_IN_A_ROW = 3;
let deadline = null;
let failures = 0;
let drawn = "";

const two = (n) => String(n).padStart(2, "0");

function readClock() {
  const clock = document.querySelector("[data-left]");
  deadline = clock ? performance.now() + Number(clock.dataset.left) * 1000 : null;
  tick();
}

function tick() {
  const clock = document.querySelector("[data-left]");
  if (!clock || deadline === null) return;
  const left = Math.trunc((deadline - performance.now()) / 1000);
  const over = deadline < performance.now();
  const seconds = Math.abs(left);
  clock.dataset.over = over ? "yes" : "no";
  clock.querySelector("[data-word]").textContent = over ? "已超时" : "还有";
  clock.querySelector("[data-clock]").textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

async function refresh() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("screen");
    if (!fresh) throw new Error("another page");
    const source = fresh.outerHTML;
    if (source !== drawn) {
      document.getElementById("screen").replaceWith(document.adoptNode(fresh));
      drawn = source;
      readClock();
    }
    failures = 0;
  } catch {
    failures += 1;
  }
  document.getElementById("offline").hidden = failures < BAD_IN_A_ROW;
}

readClock();
setInterval(tick, 250);
setInterval(refresh, EVERY);
