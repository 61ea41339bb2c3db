// Who lives on this server and what they wrote. Everybody who is asked for exists from then on.

import { generateCryptoKeyPair } from "@fedify/fedify";

const people = new Map();
export const notes = new Map();

// identifier -> {keys, followers, following, name, notes}
export async function personOf(identifier) {
  if (!people.has(identifier)) people.set(identifier, born(identifier));
  return await people.get(identifier);
}

async function born(identifier) {
  return {
    identifier,
    name: `${identifier} of Fedify`,
    keys: [await rsaKeys(), await generateCryptoKeyPair("Ed25519")],
    followers: new Map(),
    following: new Set(),
    notes: [],
  };
}

async function rsaKeys() {
  const how = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  return await crypto.subtle.generateKey(how, true, ["sign", "verify"]);
}
