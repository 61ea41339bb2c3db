// What this server is: actors with an RSA key and an Ed25519 key, notes, inboxes that check signatures. It
// notes every activity that it believes, accepts follows, and remembers who follows.

import { createFederation, MemoryKvStore } from "@fedify/fedify";
import {
  Accept,
  Activity,
  Application,
  Delete,
  Endpoints,
  Follow,
  Note,
  Person,
  Reject,
  Undo,
} from "@fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";
import { notes, personOf } from "./people.mjs";

// What arrived with a good signature: {to, kind, activity}.
export const received = [];
// What arrived and was not believed: {kind, reason, activity}.
export const refused = [];
// What broke while an activity was worked on.
export const errors = [];

const INSTANCE = "instance.actor";

export function aFederation(origin, firstKnock, wantsSignedGets) {
  const federation = createFederation({
    kv: new MemoryKvStore(),
    origin,
    firstKnock,
    allowPrivateAddress: true,
    skipSignatureVerification: false,
    onOutboxError: (error) => errors.push(String(error)),
  });
  const mayRead = async (context, identifier) =>
    !wantsSignedGets || identifier === INSTANCE || (await context.getSignedKeyOwner()) != null;
  addActors(federation, mayRead);
  addNotes(federation, mayRead);
  addCollections(federation);
  addInboxes(federation);
  return federation;
}

function addActors(federation, mayRead) {
  federation
    .setActorDispatcher("/users/{identifier}", actorOf)
    .setKeyPairsDispatcher(async (_context, identifier) => (await personOf(identifier)).keys)
    .authorize(mayRead);
}

export async function actorOf(context, identifier) {
  const person = await personOf(identifier);
  const keys = await context.getActorKeyPairs(identifier);
  const Kind = identifier === INSTANCE ? Application : Person;
  return new Kind({
    id: context.getActorUri(identifier),
    preferredUsername: identifier,
    name: person.name,
    summary: "<p>A test peer.</p>",
    url: new URL(`/@${identifier}`, context.origin),
    inbox: context.getInboxUri(identifier),
    outbox: context.getOutboxUri(identifier),
    followers: context.getFollowersUri(identifier),
    following: context.getFollowingUri(identifier),
    endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
    manuallyApprovesFollowers: false,
    published: Temporal.Instant.from("2024-02-03T04:05:06Z"),
    publicKey: keys[0].cryptographicKey,
    assertionMethods: keys.map((one) => one.multikey),
  });
}

function addNotes(federation, mayRead) {
  federation
    .setObjectDispatcher(Note, "/users/{identifier}/notes/{id}", (_context, values) => notes.get(values.id))
    .authorize((context, values) => mayRead(context, values.identifier));
}

function addCollections(federation) {
  federation.setOutboxDispatcher("/users/{identifier}/outbox", () => ({ items: [] }));
  federation
    .setFollowersDispatcher("/users/{identifier}/followers", async (_context, identifier) => ({
      items: [...(await personOf(identifier)).followers.values()],
    }))
    .setCounter(async (_context, identifier) => (await personOf(identifier)).followers.size);
  federation
    .setFollowingDispatcher("/users/{identifier}/following", async (_context, identifier) => ({
      items: [...(await personOf(identifier)).following].map((one) => new URL(one)),
    }))
    .setCounter(async (_context, identifier) => (await personOf(identifier)).following.size);
  federation.setNodeInfoDispatcher("/nodeinfo/2.1", () => ({
    software: { name: "fedify-test-peer", version: "1.2.3" },
    protocols: ["activitypub"],
    usage: { users: { total: 1 }, localPosts: notes.size, localComments: 0 },
  }));
}

function addInboxes(federation) {
  federation
    .setInboxListeners("/users/{identifier}/inbox", "/inbox")
    .setSharedKeyDispatcher(() => ({ identifier: INSTANCE }))
    .on(Follow, async (context, follow) => {
      await note(context, follow);
      await accept(context, follow);
    })
    .on(Undo, async (context, undo) => {
      await note(context, undo);
      const undone = await undo.getObject(context);
      if (undone instanceof Follow) {
        const whom = context.parseUri(undone.objectId);
        if (whom?.type === "actor") (await personOf(whom.identifier)).followers.delete(undo.actorId.href);
      }
    })
    .on(Accept, async (context, accepted) => {
      await note(context, accepted);
      const who = await followerOf(context, accepted);
      if (who) who.following.add(accepted.actorId.href);
    })
    .on(Reject, async (context, rejected) => {
      await note(context, rejected);
      const who = await followerOf(context, rejected);
      if (who) who.following.delete(rejected.actorId.href);
    })
    .on(Delete, note)
    .on(Activity, note)
    .onError((_context, error) => errors.push(String(error.stack ?? error)))
    .onUnverifiedActivity((_context, activity, reason) => {
      refused.push({ reason: JSON.stringify(reason), activity: activity.id?.href ?? "" });
    });
}

async function note(context, activity) {
  received.push({ to: context.recipient, activity: await activity.toJsonLd({ format: "compact", ...context }) });
}

async function accept(context, follow) {
  const whom = context.parseUri(follow.objectId);
  const follower = await follow.getActor(context);
  if (whom?.type !== "actor" || follower?.inboxId == null) throw new Error("a Follow that cannot be answered");
  (await personOf(whom.identifier)).followers.set(follower.id.href, follower);
  const answer = new Accept({
    id: new URL(`#accepts/${crypto.randomUUID()}`, follow.objectId),
    actor: follow.objectId,
    to: follow.actorId,
    object: follow,
  });
  await context.sendActivity(whom, follower, answer);
}

async function followerOf(context, answer) {
  const follow = await answer.getObject({ ...context, crossOrigin: "trust" });
  const who = follow instanceof Follow && follow.actorId ? context.parseUri(follow.actorId) : null;
  return who?.type === "actor" ? await personOf(who.identifier) : null;
}

