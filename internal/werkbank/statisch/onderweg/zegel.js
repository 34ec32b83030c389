// HPKE (RFC 9180), the sending side of one suite: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, base mode. What is sealed here is opened
// on the server only. Held against Go's crypto/hpke by a test (zegel_test.go).
"use strict";
const tekst = new TextEncoder();
const subtle = globalThis.crypto.subtle;

const KEM = [0x4b, 0x45, 0x4d, 0x00, 0x10]; // "KEM", DHKEM(P-256)
const SUITE = [0x48, 0x50, 0x4b, 0x45, 0x00, 0x10, 0x00, 0x01, 0x00, 0x02]; // "HPKE", and the three

export function plak(...delen) {
  const uit = new Uint8Array(delen.reduce((n, d) => n + d.length, 0));
  let n = 0;
  for (const d of delen) { uit.set(d, n); n += d.length; }
  return uit;
}

async function hmac(sleutel, b) {
  const k = await subtle.importKey("raw", sleutel, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", k, b));
}

// extract and expand are HKDF (RFC 5869) with the labels of RFC 9180.
function extract(suite, zout, label, ikm) {
  return hmac(zout.length ? zout : new Uint8Array(32), plak(tekst.encode("HPKE-v1"), suite, tekst.encode(label), ikm));
}

async function expand(suite, prk, label, info, lengte) {
  return (await hmac(prk, plak([lengte >> 8, lengte & 255], tekst.encode("HPKE-v1"), suite, tekst.encode(label), info, [1]))).slice(0, lengte);
}

// sluit seals bericht (bytes) for a public key (65 bytes); only its owner opens it.
export async function sluit(publiek, info, bericht) {
  const kromme = { name: "ECDH", namedCurve: "P-256" };
  const ontvanger = await subtle.importKey("raw", publiek, kromme, false, []);
  const paar = await subtle.generateKey(kromme, false, ["deriveBits"]);
  const enc = new Uint8Array(await subtle.exportKey("raw", paar.publicKey));
  const dh = new Uint8Array(await subtle.deriveBits({ name: "ECDH", public: ontvanger }, paar.privateKey, 256));
  const gedeeld = await expand(KEM, await extract(KEM, [], "eae_prk", dh), "shared_secret", plak(enc, publiek), 32);

  const leeg = new Uint8Array(0);
  const context = plak([0], await extract(SUITE, [], "psk_id_hash", leeg), await extract(SUITE, [], "info_hash", tekst.encode(info)));
  const geheim = await extract(SUITE, gedeeld, "secret", leeg);
  const sleutel = await subtle.importKey("raw", await expand(SUITE, geheim, "key", context, 32), "AES-GCM", false, ["encrypt"]);
  const iv = await expand(SUITE, geheim, "base_nonce", context, 12);
  return plak(enc, new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv }, sleutel, bericht)));
}
