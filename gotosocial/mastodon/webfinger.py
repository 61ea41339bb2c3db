"""Who an account is: WebFinger (RFC 7033), and host-meta (RFC 6415) which says where to ask.

The instance actor is also named by what it is, so that it is found by the address of the server (FEP-d556).
"""

from xml.sax.saxutils import quoteattr

import orjson

from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses

JRD = "application/jrd+json; charset=utf-8"
XRD = "application/xrd+xml; charset=utf-8"
SERVER_ACTOR = "https://www.w3.org/ns/activitystreams#Service"
"""How the actor of a whole server is called (FEP-d556)."""


def webfinger_json(account: Account, addresses: Addresses) -> bytes:
    """Return the JRD of a local account; its subject is in the account domain."""
    page = {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": account.url}
    links = [page, _document("self", account)]
    if account.username == addresses.host:
        links = [_document("self", account), _document(SERVER_ACTOR, account)]
    return orjson.dumps(
        {
            "subject": f"acct:{account.username}@{addresses.account_domain}",
            "aliases": [account.uri, account.url],
            "links": links,
        }
    )


def _document(rel: str, account: Account) -> dict[str, str]:
    return {"rel": rel, "type": "application/activity+json", "href": account.uri}


def host_meta_xml(addresses: Addresses) -> bytes:
    """Return the XRD that names the template of WebFinger addresses."""
    template = quoteattr(f"{addresses.origin}/.well-known/webfinger?resource={{uri}}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" type="application/xrd+xml" template={template}/>'
        "</XRD>\n"
    ).encode()
