// Lets the device make or use a passkey and sends what it gave with the form.

const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const described = (list = []) => list.map((one) => ({ ...one, id: fromText(one.id) }));

async function made(asked) {
  const publicKey = {
    ...asked,
    challenge: fromText(asked.challenge),
    user: { ...asked.user, id: fromText(asked.user.id) },
    excludeCredentials: described(asked.excludeCredentials),
  };
  const key = await navigator.credentials.create({ publicKey });
  return told(key, { attestationObject: toText(key.response.attestationObject) });
}

async function signed(asked) {
  const publicKey = {
    ...asked,
    challenge: fromText(asked.challenge),
    allowCredentials: described(asked.allowCredentials),
  };
  const key = await navigator.credentials.get({ publicKey });
  return told(key, {
    authenticatorData: toText(key.response.authenticatorData),
    signature: toText(key.response.signature),
  });
}

const told = (key, response) =>
  JSON.stringify({
    id: key.id,
    rawId: toText(key.rawId),
    type: key.type,
    response: { clientDataJSON: toText(key.response.clientDataJSON), ...response },
    clientExtensionResults: {},
  });

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const asked = JSON.parse(document.getElementById("passkey-asked").textContent);
  const said = form.querySelector("[data-passkey-said]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    said.textContent = "请按设备的提示验证指纹、面容或者密码…";
    try {
      form.elements.answer.value = await (form.dataset.passkey === "make" ? made(asked) : signed(asked));
      form.requestSubmit(event.submitter);
    } catch {
      said.textContent = "设备没有完成验证。可以再试一次，或者用验证器。";
    }
  });
}
