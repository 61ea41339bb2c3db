"""What must exist before the instance can serve: its actor, its keys, its texts (row A-03)."""

import attrs
import orjson

from gotosocial.crypto.cookies import new_key
from gotosocial.crypto.keys import new_vapid_pair
from gotosocial.errors import Misconfigured
from gotosocial.handlers.shared.local_account import LocalAccountMaker
from gotosocial.models.addresses import Addresses
from gotosocial.models.instance import InstanceTexts
from gotosocial.storage.database import Duplicate
from gotosocial.storage.stores import Database, Transaction
from gotosocial.util.clock import Clock


@attrs.frozen(kw_only=True)
class InstanceSecrets:
    """The keys of the instance: for cookies, and for web push (public and private half)."""

    cookie_key: str = attrs.field(repr=False)
    vapid_public_key: str
    vapid_private_key: str = attrs.field(repr=False)


@attrs.frozen
class InstancePreparer:
    """Makes what is missing at the first start, and refuses a database of another host."""

    db: Database
    addresses: Addresses
    maker: LocalAccountMaker
    clock: Clock

    async def prepare(self) -> InstanceSecrets:
        """Make sure that everything is there and return the instance's secrets; safe to run at once twice."""
        await self._check_host()
        if await self.db.accounts.find_by_name(self.addresses.host) is None:
            made = await self.maker.make(self.addresses.host, "Application")

            async def add_actor(t: Transaction) -> None:
                if await t.accounts.find_by_name(self.addresses.host) is None:
                    await t.accounts.insert(made.account, made.private_key)

            try:
                await self.db.transact(add_actor)
            except Duplicate:
                # Another process of the same first start made it at the same time: now it is found.
                await self.db.transact(add_actor)

        async def add_rest(t: Transaction) -> InstanceSecrets:
            await t.instance_texts.insert_if_absent(
                InstanceTexts(title=self.addresses.host, updated_at=self.clock.now())
            )
            pair = new_vapid_pair()
            kept = orjson.loads(
                await t.secrets.put_if_absent("vapid", orjson.dumps([pair.public, pair.private]).decode())
            )
            return InstanceSecrets(
                cookie_key=await t.secrets.put_if_absent("cookies", new_key()),
                vapid_public_key=kept[0],
                vapid_private_key=kept[1],
            )

        return await self.db.transact(add_rest)

    async def _check_host(self) -> None:
        here = f"{self.addresses.host} {self.addresses.account_domain}"

        async def remember(t: Transaction) -> str:
            return await t.secrets.put_if_absent("host", here)

        kept = await self.db.transact(remember)
        if kept != here:
            was_host, was_domain = kept.split(" ")
            raise Misconfigured(
                f"this database belongs to host {was_host} with account-domain {was_domain};"
                " neither can change once the instance has been started"
            )
