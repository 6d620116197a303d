// Shows the chosen photos before they are sent, and says early what the server would refuse.
// Previews are drawn on a canvas: the page's policy allows no blob: pictures.

const SIDE = 240;

async function drawPreview(file) {
  const picture = await createImageBitmap(file);
  const side = Math.min(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  canvas.getContext("2d").drawImage(
    picture,
    (picture.width - side) / 2, (picture.height - side) / 2, side, side,
    0, 0, SIDE, SIDE,
  );
  picture.close();
  return canvas;
}

function sizeInWords(bytes) {
  return bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function enhance(box) {
  const input = box.querySelector('input[type="file"]');
  const previews = box.querySelector("[data-previews]");
  const status = box.querySelector("[data-photo-status]");
  const maxCount = Number(box.dataset.maxCount);
  const maxBytes = Number(box.dataset.maxMb) * 1048576;
  if (!input || !previews || !status) return;
  let turn = 0;

  input.addEventListener("change", async () => {
    const mine = ++turn;
    const files = [...input.files];
    const tooBig = files.filter((file) => file.size > maxBytes);
    previews.replaceChildren();
    let words = files.length ? `选了 ${files.length} 张照片。` : "";
    if (files.length > maxCount) words = `最多 ${maxCount} 张，现在选了 ${files.length} 张，请重新选。`;
    else if (tooBig.length) words = `有 ${tooBig.length} 张超过 ${box.dataset.maxMb} MB，请换小一点的。`;
    status.textContent = words;
    for (const [index, file] of files.slice(0, maxCount).entries()) {
      const figure = document.createElement("figure");
      const caption = document.createElement("figcaption");
      const big = file.size > maxBytes;
      figure.dataset.tooBig = String(big);
      caption.textContent = `第 ${index + 1} 张，${sizeInWords(file.size)}${big ? "，太大了" : ""}`;
      try {
        const canvas = await drawPreview(file);
        if (mine !== turn) return;
        figure.append(canvas);
      } catch {
        caption.textContent += "，看不了预览";
      }
      figure.append(caption);
      previews.append(figure);
    }
  });
}

document.querySelectorAll("[data-photos]").forEach(enhance);
