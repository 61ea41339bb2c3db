"""Making the account of somebody who lives here, with everything that federation will need of it (A-03)."""

import attrs

from gotosocial.crypto.keys import new_rsa_pair
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.util.flow import Threads
from gotosocial.util.ulid import Ulids, time_of


@attrs.frozen(kw_only=True)
class NewAccount:
    """An account that is not stored yet, and its private key in PEM form."""

    account: Account
    private_key: str = attrs.field(repr=False)


@attrs.frozen
class LocalAccountMaker:
    """Makes local accounts: final addresses, an RSA pair and a key id."""

    addresses: Addresses
    ulids: Ulids
    threads: Threads

    async def make(self, username: str, actor_type: str = "Person") -> NewAccount:
        """Return a new account; making its key takes a moment, in a thread."""
        pair = await self.threads.run(new_rsa_pair)
        account_id = self.ulids.new()
        actor = self.addresses.under(username)
        is_instance = actor_type == "Application"
        account = Account(
            id=account_id,
            username=username,
            domain="",
            display_name="",
            note="",
            note_raw="",
            fields=(),
            fields_raw=(),
            emoji_ids=(),
            avatar_media_id="",
            header_media_id="",
            avatar_remote_url="",
            header_remote_url="",
            also_known_as_uris=(),
            moved_to_uri="",
            actor_type=actor_type,
            is_locked=not is_instance,
            is_discoverable=False,
            is_indexable=False,
            hides_public_from_web=False,
            hides_unlisted_from_web=True,
            uri=actor.uri,
            url=self.addresses.profile_url(username),
            inbox_uri=actor.inbox,
            shared_inbox_uri="",
            outbox_uri=actor.outbox,
            following_uri=actor.following,
            followers_uri=actor.followers,
            featured_uri=actor.featured,
            public_key=pair.public,
            public_key_uri=actor.main_key,
            created_at=time_of(account_id),
            updated_at=time_of(account_id),
            fetched_at=None,
            suspended_at=None,
            suspension_origin="",
        )
        return NewAccount(account=account, private_key=pair.private)
