"""Every place where an option here differs from GoToSocial's, with the reason; a test compares all others."""

import attrs

from gotosocial.config.kinds import Plain


@attrs.frozen(kw_only=True)
class Deviation:
    """One difference from GoToSocial: what stands there, and why it stands differently here."""

    theirs: Plain
    reason: str


DEFAULTS = {
    "db-type": Deviation(
        theirs="", reason="SQLite is built in, so nothing has to be chosen for a first start"
    ),
    "web-template-base-dir": Deviation(
        theirs="./web/template/", reason="our templates are part of the package; GoToSocial's cannot be used"
    ),
    "web-asset-base-dir": Deviation(theirs="./web/assets/", reason="our files are part of the package"),
    "storage-local-base-path": Deviation(
        theirs="/gotosocial/storage",
        reason="a relative folder needs no root; the container works in /gotosocial",
    ),
    "letsencrypt-cert-dir": Deviation(
        theirs="/gotosocial/storage/certs", reason="a relative folder needs no root, like the storage folder"
    ),
    "media-description-max-chars": Deviation(
        theirs=1500, reason="GoToSocial's documentation and example promise 5000, which apps rely on"
    ),
    "cache-memory-target": Deviation(
        theirs="100MiB", reason="measured: more does not make it faster, and the whole server aims at 110 MiB"
    ),
}
"""Defaults that are not GoToSocial's."""

KINDS = {
    "trusted-proxies": Deviation(
        theirs="[]string", reason="read as networks, so that a mistake is found at the start"
    ),
    "http-client-allow-ips": Deviation(theirs="[]string", reason="read as networks, like trusted-proxies"),
    "http-client-block-ips": Deviation(theirs="[]string", reason="read as networks, like trusted-proxies"),
}
"""Options that are read more strictly."""

ADDITIONS = {
    "advanced-signed-fetch": "some servers cannot sign what they fetch; GoToSocial always wants signatures",
    "media-cache-max-size": "media of other servers fill any disk in time; days alone do not bound them",
    "media-account-quota": "one account shall not fill the disk of all",
    "roles": "GoToSocial is always one process",
    "storage-s3-region": "GoToSocial asks the service for it, which not every key may do",
    "domain": "commands about blocked domains, which GoToSocial does not have, need to name them",
    "public-comment": "as above",
    "private-comment": "as above",
    "delivery": "commands about deliveries, which GoToSocial does not have, need to name them",
    "status": "as above",
    "destination": "as above",
    "state": "as above",
    "limit": "as above",
    "to": "the command that moves media, which GoToSocial does not have, needs to know where to",
    "keep": "as above, and whether to copy only",
}
"""Options that GoToSocial does not have, with the reason for each."""
