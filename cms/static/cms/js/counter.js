// Says how many characters are left. Screen readers hear it only near the end, not at every key.

const NEAR_END = 20;

for (const note of document.querySelectorAll("[data-counter-for]")) {
  const field = document.getElementById(note.dataset.counterFor);
  const max = Number(note.dataset.max);
  if (!field || !max) continue;
  const update = () => {
    // The server counts characters, not UTF-16 halves; line breaks arrive there as two
    const used = Array.from(field.value.replace(/\n/g, "\r\n")).length;
    const left = max - used;
    note.textContent = left >= 0 ? `已写 ${used} 字，还能写 ${left} 字` : `多了 ${-left} 字，请删短一些`;
    note.dataset.over = String(left < 0);
    note.setAttribute("aria-live", left < NEAR_END ? "polite" : "off");
  };
  field.addEventListener("input", update);
  update();
}
