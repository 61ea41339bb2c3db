// What the tests can tell a person of this server to do. Each deed is one activity that Fedify signs and sends;
// it answers the id of what was made, and fails when another server does not take it.

import {
  Announce,
  Block,
  Create,
  Delete,
  Follow,
  isActor,
  Like,
  Mention,
  Note,
  PUBLIC_COLLECTION,
  Tombstone,
  Undo,
  Update,
} from "@fedify/vocab";
import { getAuthenticatedDocumentLoader } from "@fedify/fedify";
import { Temporal } from "@js-temporal/polyfill";
import { actorOf } from "./federation.mjs";
import { notes, personOf } from "./people.mjs";

// id of an activity -> {activity, uris}: so that it can be undone.
const done = new Map();

const audiences = {
  public: (followers) => ({ to: PUBLIC_COLLECTION, cc: followers }),
  unlisted: (followers) => ({ to: followers, cc: PUBLIC_COLLECTION }),
  followers: (followers) => ({ to: followers, cc: null }),
  direct: () => ({ to: null, cc: null }),
};

async function actorAt(context, who, uri) {
  const found = await context.lookupObject(uri, { documentLoader: await context.getDocumentLoader(who) });
  if (!isActor(found)) throw new Error(`${uri} is nobody`);
  return found;
}

async function authorOf(context, who, uri) {
  const own = context.parseUri(new URL(uri));
  if (own?.type === "object") return await actorOf(context, own.values.identifier);
  const documentLoader = await context.getDocumentLoader(who);
  const found = await context.lookupObject(uri, { documentLoader });
  if (!(found instanceof Note) || found.attributionId == null) throw new Error(`${uri} is no note`);
  return await actorAt(context, who, found.attributionId.href);
}

async function send(context, who, activity, { to = [], followers = false } = {}) {
  if (to.length > 0) await context.sendActivity(who, to, activity, { excludeBaseUris: [new URL(context.origin)] });
  if (followers) await context.sendActivity(who, "followers", activity, { preferSharedInbox: true });
  done.set(activity.id.href, { activity, to, followers });
  return { id: activity.id.href };
}

function facts(context, who, kind) {
  return {
    id: new URL(`#${kind}/${crypto.randomUUID()}`, context.getActorUri(who.identifier)),
    actor: context.getActorUri(who.identifier),
  };
}

export const deeds = {
  async lookup(context, who, { what }) {
    const found = await context.lookupObject(what, { documentLoader: await context.getDocumentLoader(who) });
    return { found: found === null ? null : await found.toJsonLd({ ...context, format: "compact" }) };
  },

  // Asks for a document as this person, without learning from a refusal how the other server wants signatures.
  async peek(context, who, { uri, spec }) {
    const specDeterminer = { determineSpec: () => spec, rememberSpec: () => undefined };
    const [identity] = await context.getActorKeyPairs(who.identifier);
    const load = getAuthenticatedDocumentLoader(identity, { allowPrivateAddress: true, specDeterminer });
    try {
      return { status: 200, document: (await load(uri)).document };
    } catch (error) {
      return { status: error.response?.status ?? 0, document: null, error: String(error) };
    }
  },

  async actor(context, who) {
    return { found: await (await actorOf(context, who.identifier)).toJsonLd({ ...context, format: "compact" }) };
  },

  async collection(context, who, { uri }) {
    const documentLoader = await context.getDocumentLoader(who);
    const found = await context.lookupObject(uri, { documentLoader });
    const items = [];
    for await (const one of context.traverseCollection(found, { documentLoader })) items.push(one.id.href);
    return { total: found.totalItems, items };
  },

  async follow(context, who, { whom }) {
    const target = await actorAt(context, who, whom);
    const follow = new Follow({ ...facts(context, who, "follows"), object: target.id, to: target.id });
    return await send(context, who, follow, { to: [target] });
  },

  async post(context, who, { text, audience = "public", mentions = [], inReplyTo = null, summary = null }) {
    const person = await personOf(who.identifier);
    const named = await Promise.all(mentions.map((one) => actorAt(context, who, one)));
    const addressed = audiences[audience](context.getFollowersUri(who.identifier));
    const id = crypto.randomUUID();
    const note = new Note({
      id: context.getObjectUri(Note, { identifier: who.identifier, id }),
      attribution: context.getActorUri(who.identifier),
      content: `<p>${text}</p>`,
      summary,
      published: Temporal.Now.instant(),
      replyTarget: inReplyTo === null ? null : new URL(inReplyTo),
      tos: [addressed.to, ...named.map((one) => one.id)].filter((one) => one !== null),
      ccs: [addressed.cc].filter((one) => one !== null),
      tags: named.map((one) => new Mention({ href: one.id, name: `@${one.preferredUsername}@${one.id.host}` })),
    });
    notes.set(id, note);
    person.notes.push(id);
    const create = new Create({
      id: new URL("#create", note.id),
      actor: note.attributionId,
      object: note,
      published: note.published,
      tos: note.toIds,
      ccs: note.ccIds,
    });
    await send(context, who, create, { to: named, followers: audience !== "direct" });
    return { id: note.id.href };
  },

  async edit(context, who, { note: uri, text }) {
    const id = uri.split("/").at(-1);
    const edited = notes.get(id).clone({ content: `<p>${text}</p>`, updated: Temporal.Now.instant() });
    notes.set(id, edited);
    const update = new Update({
      ...facts(context, who, "updates"),
      object: edited,
      tos: edited.toIds,
      ccs: edited.ccIds,
    });
    return await send(context, who, update, { followers: true });
  },

  async remove(context, who, { note: uri }) {
    notes.delete(uri.split("/").at(-1));
    const gone = new Tombstone({ id: new URL(uri) });
    const removal = new Delete({ ...facts(context, who, "deletes"), object: gone, to: PUBLIC_COLLECTION });
    return await send(context, who, removal, { followers: true });
  },

  async like(context, who, { note: uri }) {
    const to = [await authorOf(context, who, uri)];
    return await send(context, who, new Like({ ...facts(context, who, "likes"), object: new URL(uri) }), { to });
  },

  async boost(context, who, { note: uri }) {
    const to = [await authorOf(context, who, uri)];
    const boost = new Announce({
      ...facts(context, who, "boosts"),
      object: new URL(uri),
      published: Temporal.Now.instant(),
      to: PUBLIC_COLLECTION,
      cc: context.getFollowersUri(who.identifier),
    });
    return await send(context, who, boost, { to, followers: true });
  },

  async block(context, who, { whom }) {
    const target = await actorAt(context, who, whom);
    const block = new Block({ ...facts(context, who, "blocks"), object: target.id, to: target.id });
    return await send(context, who, block, { to: [target] });
  },

  async undo(context, who, { activity: uri }) {
    const { activity, to, followers } = done.get(uri);
    const undo = new Undo({ ...facts(context, who, "undoes"), object: activity, tos: activity.toIds });
    return await send(context, who, undo, { to, followers });
  },

  async rename(context, who, { name }) {
    (await personOf(who.identifier)).name = name;
    const object = await actorOf(context, who.identifier);
    const update = new Update({ ...facts(context, who, "updates"), object, to: PUBLIC_COLLECTION });
    return await send(context, who, update, { followers: true });
  },

  async leave(context, who) {
    const self = context.getActorUri(who.identifier);
    const removal = new Delete({ ...facts(context, who, "deletes"), object: self, to: PUBLIC_COLLECTION });
    return await send(context, who, removal, { followers: true });
  },
};
