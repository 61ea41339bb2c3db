// The names of a test: every request of this process to one of them goes to a port on loopback, over TLS that
// trusts the test's authority. Other names lead nowhere.

import { readFileSync } from "node:fs";
import { Agent, buildConnector, setGlobalDispatcher } from "undici";

export const ports = new Map();
// What was asked of other servers: {method, url, signed, status}; "signed" names the kind of signature.
export const sent = [];

export function useOnlyNames(authority) {
  const connector = buildConnector({ ca: readFileSync(authority), timeout: 5000 });
  const connect = (options, callback) => {
    const port = ports.get(options.hostname);
    if (port === undefined) {
      callback(new Error(`nobody is called ${options.hostname}`), null);
      return;
    }
    connector({ ...options, hostname: "127.0.0.1", port, servername: options.hostname }, callback);
  };
  setGlobalDispatcher(new Agent({ connect, headersTimeout: 15000, bodyTimeout: 15000 }));
  noteRequests();
}

function noteRequests() {
  const plain = globalThis.fetch;
  globalThis.fetch = async (input, options) => {
    const request = new Request(input, options);
    const note = { method: request.method, url: request.url, signed: kindOf(request.headers), status: 0 };
    sent.push(note);
    const response = await plain(request);
    note.status = response.status;
    return response;
  };
}

export function kindOf(headers) {
  if (headers.has("signature-input")) return "rfc9421";
  return headers.has("signature") ? "draft-cavage-http-signatures-12" : "";
}
