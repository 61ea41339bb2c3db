"""Who is meant by ``acct:name@domain``: only people who live here (row U-17)."""

from urllib.parse import unquote, urlsplit

import attrs

from gotosocial.errors import Gone, Invalid, NotFound
from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses
from gotosocial.models.rules.visibility import exists
from gotosocial.storage.stores import Database
from gotosocial.util.domains import normal

LONGEST = 2048
_SCHEME = "acct:"


@attrs.frozen
class WebfingerAnswers:
    """Finds the account behind a resource."""

    db: Database
    addresses: Addresses

    async def find(self, resource: str) -> Account:
        """Return the account.

        Raises Invalid for another host or no resource, NotFound for nobody, Gone for who was deleted.
        """
        username = self._username(resource)
        account = await self.db.accounts.find_by_name(username)
        if account is not None and account.is_local and exists(account):
            return account
        if await self.db.tombstones.exists(self.addresses.actor(username.lower())):
            raise Gone("this account was deleted")
        raise NotFound("there is no such account here")

    def _username(self, resource: str) -> str:
        if not resource or len(resource) > LONGEST:
            raise Invalid("resource must be acct:name@domain or the address of an actor")
        scheme, is_url, _ = resource.partition("://")
        if is_url and scheme.lower() in ("https", "http"):
            return self._username_of_url(resource)
        address = resource[len(_SCHEME) :] if resource.lower().startswith(_SCHEME) else resource
        name, _, domain = address.removeprefix("@").rpartition("@")
        self._check_host(domain, self.addresses.origin)
        return name

    def _username_of_url(self, url: str) -> str:
        try:
            parts = urlsplit(url)
        except ValueError:
            raise Invalid("the resource is not a URL") from None
        self._check_host(parts.netloc, url)
        path = unquote(parts.path).strip("/")
        if "\0" in path:
            raise Invalid("the resource is not a URL")
        if path.startswith("@") and "/" not in path:
            return path[1:]
        if path.startswith("users/") and path.count("/") == 1:
            return path.removeprefix("users/")
        return self.addresses.host if not path else ""

    def _check_host(self, domain: str, url: str) -> None:
        """Raise Invalid where the domain is not ours; the usual port of ``url`` may stand there."""
        if not domain:
            raise Invalid("resource must be acct:name@domain or the address of an actor")
        try:
            asked = normal(domain)
        except ValueError:
            raise Invalid("the resource names no domain") from None
        usual = asked.removesuffix(":443" if url.lower().startswith("https:") else ":80")
        if {asked, usual}.isdisjoint((self.addresses.host, self.addresses.account_domain)):
            raise Invalid("this server does not answer for that domain")
