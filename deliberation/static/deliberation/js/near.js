// 用手机定位: asks the phone where it is when its owner presses, sends it once in the body of a
// request and shows the fragment (parts/near.html) that comes back. Nothing is kept.

const PATIENCE_MS = 15000;
const REFUSED = "没有得到位置：可能是没有允许，或者定位没有打开。可以写小区或街道的名称来找。";
const LOST = "现在连不上，请过一会儿再按一次。";

function here() {
  return new Promise((found, failed) => {
    navigator.geolocation.getCurrentPosition(found, failed, {
      timeout: PATIENCE_MS,
      maximumAge: 60000,
    });
  });
}

function watch(form) {
  const region = form.querySelector("[data-near-found]");
  const button = form.querySelector("button");

  const say = (words) => {
    const line = document.createElement("p");
    line.textContent = words;
    region.replaceChildren(line);
  };

  async function ask() {
    let coords;
    try {
      ({ coords } = await here());
    } catch {
      say(REFUSED);
      return;
    }
    const body = new URLSearchParams(new FormData(form));
    body.set("latitude", coords.latitude);
    body.set("longitude", coords.longitude);
    try {
      const reply = await fetch(form.action, { method: "POST", body });
      if (reply.ok) region.innerHTML = await reply.text();
      else say(LOST);
    } catch {
      say(LOST);
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    say("正在定位……");
    await ask();
    button.disabled = false;
  });
  form.hidden = false;
}

if ("geolocation" in navigator) document.querySelectorAll("form[data-near]").forEach(watch);
