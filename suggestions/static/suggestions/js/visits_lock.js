// How what waits on a visitor's phone lies there. Whoever has the phone can close something, also
// without a network and after the page was loaded anew; only the office's key opens it again.
//
// A pair of keys is made on the phone: the public half lies open, the private half closed with the
// office's key. What is closed lies as [iv, closed, from, door]: `door` is a number of the list and
// says only that something waits for it. Without `from` it was closed with the office's key itself.

{
  const CURVE = { name: "ECDH", namedCurve: "P-256" }, { subtle } = window.crypto ?? {};
  const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const cipher = (iv) => ({ name: "AES-GCM", iv });

  async function seal(key, plain) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return [text(iv), text(await subtle.encrypt(cipher(iv), key, plain))];
  }

  const unseal = (key, [iv, closed]) => subtle.decrypt(cipher(bytes(iv)), key, bytes(closed));
  const shared = (own, other, use) => subtle.deriveKey({ name: "ECDH", public: other }, own, { name: "AES-GCM", length: 256 }, false, [use]);
  const publicKey = (said) => subtle.importKey("raw", bytes(said), CURVE, true, []);

  window.VisitLock = class {
    #office = null;
    #private = null;
    #public = null;

    static newKey() {
      const made = crypto.getRandomValues(new Uint8Array(16));
      made[6] = (made[6] & 0x0f) | 0x40;
      made[8] = (made[8] & 0x3f) | 0x80;
      return [...made].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    constructor(name) {
      this.name = name;
    }

    get closes() { return Boolean(this.#public); }
    get opens() { return Boolean(this.#private); }

    // Without a network: only the half that closes.
    async halfOpen() {
      const kept = JSON.parse(localStorage.getItem(this.name) ?? "null");
      if (kept) this.#public = await publicKey(kept.open);
      return kept;
    }

    // With the office's key: the pair that there is, or a new one where this key does not open it.
    async open(secret) {
      this.#office = await subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
      try {
        const plain = await unseal(this.#office, (await this.halfOpen()).closed);
        this.#private = await subtle.importKey("pkcs8", plain, CURVE, false, ["deriveKey"]);
      } catch (error) {
        const made = await subtle.generateKey(CURVE, true, ["deriveKey"]);
        const open = text(await subtle.exportKey("raw", made.publicKey));
        const closed = await seal(this.#office, await subtle.exportKey("pkcs8", made.privateKey));
        localStorage.setItem(this.name, JSON.stringify({ open, closed }));
        [this.#public, this.#private] = [made.publicKey, made.privateKey];
      }
    }

    forget() {
      localStorage.removeItem(this.name);
      this.#office = this.#private = this.#public = null;
    }

    async close(entry, door) {
      const own = await subtle.generateKey(CURVE, true, ["deriveKey"]);
      const key = await shared(own.privateKey, this.#public, "encrypt");
      const from = text(await subtle.exportKey("raw", own.publicKey));
      return JSON.stringify([...await seal(key, new TextEncoder().encode(JSON.stringify(entry))), from, door]);
    }

    async read(said) {
      const [iv, closed, from] = JSON.parse(said);
      const key = from ? await shared(this.#private, await publicKey(from), "decrypt") : this.#office;
      return JSON.parse(new TextDecoder().decode(await unseal(key, [iv, closed])));
    }
  };
}
