"""Who an account is: WebFinger (RFC 7033), and host-meta (RFC 6415) which says where to ask."""

from xml.sax.saxutils import quoteattr

import orjson

from gotosocial.models.account import Account
from gotosocial.models.addresses import Addresses

JRD = "application/jrd+json; charset=utf-8"
XRD = "application/xrd+xml; charset=utf-8"


def webfinger_json(account: Account, addresses: Addresses) -> bytes:
    """Return the JRD of a local account; its subject is in the account domain."""
    return orjson.dumps(
        {
            "subject": f"acct:{account.username}@{addresses.account_domain}",
            "aliases": [account.uri, account.url],
            "links": [
                {
                    "rel": "http://webfinger.net/rel/profile-page",
                    "type": "text/html",
                    "href": account.url,
                },
                {"rel": "self", "type": "application/activity+json", "href": account.uri},
            ],
        }
    )


def host_meta_xml(addresses: Addresses) -> bytes:
    """Return the XRD that names the template of WebFinger addresses."""
    template = quoteattr(f"{addresses.origin}/.well-known/webfinger?resource={{uri}}")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" type="application/xrd+xml" template={template}/>'
        "</XRD>\n"
    ).encode()
