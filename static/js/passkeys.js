// Passkeys: the device's own fingerprint, face or screen lock. Without this script, and where the
// browser has none, the page says so and name and passphrase do the same.

const FRESH = 240_000; // ms that a question is good for, and a minute more to answer it

const form = document.querySelector("form[data-passkey]");
const kind = form?.dataset.passkey; // create or get
const without = form?.querySelector("[data-without]");
const button = form?.querySelector("button");
const told = form?.querySelector("[role=alert]");
let asking; // lets go of what the browser is asking

if (form && location.origin !== form.dataset.origin) {
  without.textContent = form.dataset.elsewhere;
} else if (form && window.PublicKeyCredential) {
  without.hidden = true;
  button.hidden = false;
  button.addEventListener("click", ask);
  if (kind === "get") offer();
  // What was removed here the device may forget too, and it shows the name that the reader has now.
  for (const [signal, given] of Object.entries(JSON.parse(form.dataset.news ?? "{}"))) {
    PublicKeyCredential[signal]?.(given).catch(() => {});
  }
}

async function ask() {
  told.hidden = true;
  button.disabled = true;
  try {
    send(await answer());
  } catch (error) {
    const word = { NotAllowedError: "stopped", AbortError: "stopped", InvalidStateError: "known" };
    const calm = word[error.name]; // nothing went wrong
    told.className = calm ? "said-here" : "mistake";
    told.textContent = form.dataset[calm ?? "failed"];
    told.hidden = false;
    button.disabled = false;
    button.focus();
    if (kind === "get") offer();
  }
}

// Where the browser can, it offers passkeys in the field for the name, and never of itself.
async function offer() {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.().catch(() => false))) return;
  for (let again = true; again; ) {
    const timer = setTimeout(() => asking.abort("old"), FRESH);
    try {
      send(await answer({ mediation: "conditional" }));
      again = false;
    } catch (error) {
      again = error === "old";
      if (again) await seen();
    }
    clearTimeout(timer);
  }
}

async function answer(given) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const got = await fetch(form.dataset.options, { method: "POST", signal });
  if (!got.ok || got.redirected) throw new Error(got.statusText);
  const publicKey = fromJson(await got.json());
  const credential = await navigator.credentials[kind]({ publicKey, signal, ...given });
  return credential.toJSON?.() ?? toJson(credential);
}

function send(credential) {
  form.elements.answer.value = JSON.stringify(credential);
  form.submit();
}

function seen() {
  if (!document.hidden) return null;
  return new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
}

// What browsers of before 2024 cannot do themselves (WebAuthn Level 3, 5.1.8 to 5.1.10).
function fromJson(options) {
  const name = kind === "create" ? "parseCreationOptionsFromJSON" : "parseRequestOptionsFromJSON";
  if (PublicKeyCredential[name]) return PublicKeyCredential[name](options);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const known of options.excludeCredentials ?? []) known.id = bytes(known.id);
  return options;
}

function toJson({ id, rawId, type, authenticatorAttachment, response }) {
  const texts = {};
  for (const key of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[key]) texts[key] = text(response[key]);
  }
  const transports = response.getTransports?.() ?? [];
  return { id, rawId: text(rawId), type, authenticatorAttachment, response: { ...texts, transports } };
}

function bytes(coded) {
  const plain = atob(coded.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
