// A small server on Fedify: https://<name>/ for other servers, and a door for the tests on plain HTTP.
//
//     node bot.mjs '{"name": "fedify.test", "spec": "rfc9421", "authority": ..., "chain": ..., "key": ...}'
//
// It prints one line of JSON with its two ports, and ends when its standard input is closed. The tests POST
// {"deed": ..., "who": ..., ...} to the door; deeds.mjs says which deeds there are. {"deed": "state"} tells what
// arrived, {"deed": "names", "ports": {...}} teaches names.

import { readFileSync } from "node:fs";
import { createServer as plainServer } from "node:http";
import { createServer as tlsServer } from "node:https";
import { deeds } from "./deeds.mjs";
import { aFederation, errors, received, refused } from "./federation.mjs";
import { kindOf, ports, sent, useOnlyNames } from "./network.mjs";

const settings = JSON.parse(process.argv[2]);
const origin = `https://${settings.name}`;
useOnlyNames(settings.authority);
const federation = aFederation(origin, settings.spec, settings.wantsSignedGets ?? false);
// What others asked of this server: {method, path, signed, status}.
const asked = [];

async function bytesOf(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function serve(incoming, outgoing) {
  const body = await bytesOf(incoming);
  const request = new Request(origin + incoming.url, {
    method: incoming.method,
    headers: Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    body: body.length > 0 ? body : undefined,
  });
  const response = await federation.fetch(request, { contextData: undefined });
  asked.push({
    method: incoming.method,
    path: incoming.url,
    signed: kindOf(request.headers),
    status: response.status,
  });
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

async function answer({ deed, who, ...wishes }) {
  if (deed === "state") return { received, refused, errors, asked, sent };
  if (deed === "names") {
    for (const [name, port] of Object.entries(wishes.ports)) ports.set(name, port);
    return {};
  }
  const context = federation.createContext(new URL(origin), undefined);
  return await deeds[deed](context, { identifier: who }, wishes);
}

async function control(incoming, outgoing) {
  const wish = JSON.parse(await bytesOf(incoming));
  let [status, said] = [200, null];
  try {
    said = await answer(wish);
  } catch (error) {
    [status, said] = [500, { error: String(error.stack ?? error) }];
  }
  const body = Buffer.from(JSON.stringify(said));
  outgoing.writeHead(status, { "Content-Type": "application/json", "Content-Length": body.length });
  outgoing.end(body);
}

function failing(serveOne) {
  return (incoming, outgoing) =>
    serveOne(incoming, outgoing).catch((error) => {
      errors.push(String(error.stack ?? error));
      outgoing.destroy();
    });
}

async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}

const tls = { cert: readFileSync(settings.chain), key: readFileSync(settings.key) };
const port = await listening(tlsServer(tls, failing(serve)));
ports.set(settings.name, port);
const door = await listening(plainServer(failing(control)));
console.log(JSON.stringify({ port, door }));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
