"""The local actors as they sign requests: a key is parsed once and kept while it is in use."""

import attrs

from gotosocial.crypto.sign_requests import Signer
from gotosocial.errors import NotFound
from gotosocial.storage.stores import Database
from gotosocial.util.lru import Lru

MOST_SIGNERS = 1024


@attrs.frozen
class SigningKeys:
    """Signers by account id. ``instance_name``: the username of the instance actor, which is the host."""

    db: Database
    instance_name: str
    _signers: Lru[str, Signer] = attrs.field(factory=lambda: Lru(MOST_SIGNERS), init=False)

    async def of(self, account_id: str = "") -> Signer:
        """Return the local account as a signer, the instance actor for an empty id; may raise NotFound."""
        known = self._signers.get(account_id)
        if known is not None:
            return known
        if account_id:
            account = await self.db.accounts.get(account_id)
        else:
            found = await self.db.accounts.find_by_name(self.instance_name)
            if found is None:
                raise NotFound("the instance actor does not exist")
            account = found
        signer = Signer.of(account.public_key_uri, await self.db.accounts.private_key(account.id))
        self._signers.put(account_id, signer)
        return signer
