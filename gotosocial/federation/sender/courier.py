"""Carries one activity to one inbox: loads it, signs it, posts it. The hot path of the sender.

Per activity once: the row, the bytes, the digest. Per account once: the parsed key. Per attempt: one
signature (0.3 ms), one POST. The signature is made on the reactor thread: a hop costs a quarter of it.
"""

from collections.abc import Sequence
from functools import lru_cache

import attrs
from twisted.web.http_headers import Headers

from gotosocial.crypto.digests import BodyDigest
from gotosocial.crypto.sign_requests import Address, Signer, address_of, sign_post
from gotosocial.errors import Invalid, NotFound, RemoteFailed
from gotosocial.federation.sender.outcome import Meaning, Outcome, read_failure, read_status, words_of
from gotosocial.federation.signing import SigningKeys
from gotosocial.http.client import HttpClient
from gotosocial.http.targets import Target, read_target
from gotosocial.models.delivery import WaitingDelivery
from gotosocial.storage.stores import Database
from gotosocial.util.clock import Clock
from gotosocial.util.lru import Lru

CONTENT_TYPE = b'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
MOST_BYTES = 8 * 1024 * 1024
MOST_LETTERS = 4096


@attrs.frozen
class Letter:
    """An activity that is ready for any inbox."""

    body: bytes
    digest: BodyDigest
    signer: Signer


@attrs.frozen
class Courier:
    """Makes attempts; whatever another server does becomes an ``Outcome``."""

    db: Database
    client: HttpClient
    keys: SigningKeys
    clock: Clock
    _letters: Lru[str, Letter] = attrs.field(
        factory=lambda: Lru(MOST_LETTERS, MOST_BYTES, lambda letter: len(letter.body) + 500), init=False
    )

    async def prepare(self, rows: Sequence[WaitingDelivery]) -> None:
        """Load the activities of the rows that are not at hand, in one read."""
        wanted = list({row.activity_id for row in rows if row.activity_id not in self._letters})
        if not wanted:
            return
        for activity_id, activity in (await self.db.outgoing_activities.get_many(wanted)).items():
            try:
                signer = await self.keys.of(activity.signer_id)
            except NotFound:
                continue
            body = activity.body.encode()
            self._letters.put(activity_id, Letter(body, BodyDigest.of(body), signer))

    async def carry(self, row: WaitingDelivery) -> Outcome:
        """Make one attempt."""
        letter = self._letters.get(row.activity_id)
        if letter is None:
            await self.prepare([row])
            letter = self._letters.get(row.activity_id)
        if letter is None:
            return Outcome(Meaning.REJECTED, "the account that sends this has no key any more")
        try:
            target, address = placed(row.inbox)
            signed = sign_post(letter.signer, address, letter.digest, now=self.clock.now())
            answered = await self.client.post(target.url, headers=_headers(address, signed), body=letter.body)
        except RemoteFailed as error:
            return read_failure(error)
        except Invalid as error:
            return Outcome(Meaning.REJECTED, str(error))
        has_arrived = 200 <= answered.status < 300
        words = "" if has_arrived else words_of(answered.body)
        return read_status(answered.status, answered.retry_after, words)


@lru_cache(maxsize=4096)
def placed(inbox: str) -> tuple[Target, Address]:
    """Return where an inbox is, as the client and as signatures name it."""
    target = read_target(inbox)
    return target, address_of(target.text)


def _headers(address: Address, signed: Sequence[tuple[str, str]]) -> Headers:
    headers = Headers({b"Content-Type": [CONTENT_TYPE], b"Host": [address.host.encode("ascii")]})
    for name, value in signed:
        headers.addRawHeader(name, value)
    return headers
