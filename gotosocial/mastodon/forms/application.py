"""What an app sends to register itself (rows AU-01, AU-06, G-007)."""

from typing import Self
from urllib.parse import SplitResult, urlsplit

import attrs

from gotosocial.errors import Invalid
from gotosocial.mastodon.forms.reading import required_text, text_up_to
from gotosocial.models.fields import Fields
from gotosocial.models.scopes import SCOPES, parse
from gotosocial.text.letters import one_line

OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob"
MAX_LENGTH = 1024
MAX_REDIRECTS_LENGTH = 2056
DANGEROUS_SCHEMES = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})


@attrs.frozen(kw_only=True)
class ApplicationForm:
    """An app to register: what it is called, where its users are sent back to, what it may ever ask for."""

    name: str
    redirect_uris: tuple[str, ...]
    scopes: frozenset[str]
    website: str = ""

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Read the form; without redirect URIs the code is shown on a page, without scopes it is ``read``."""
        return cls(
            name=_name(fields),
            redirect_uris=_redirect_uris(fields),
            scopes=read_scopes(fields, "scopes"),
            website=_website(fields),
        )


def read_scopes(fields: Fields, key: str) -> frozenset[str]:
    """Return the scopes that are asked for, ``read`` where none is; raise Invalid for an unknown one."""
    text = " ".join(fields.texts(key))
    if len(text) > MAX_LENGTH:
        raise Invalid(f"{key} must not be longer than {MAX_LENGTH} characters")
    scopes = parse(text) or frozenset({"read"})
    if unknown := sorted(scopes - SCOPES):
        raise Invalid(f"{key} has an unknown scope: {unknown[0][:100]}")
    return scopes


def _name(fields: Fields) -> str:
    """Return the name, which stands among our words on the page that asks and must not turn them round."""
    name = one_line(required_text(fields, "client_name", MAX_LENGTH))
    if not name:
        raise Invalid("client_name is missing")
    return name


def _redirect_uris(fields: Fields) -> tuple[str, ...]:
    texts = fields.texts("redirect_uris")
    if sum(map(len, texts)) > MAX_REDIRECTS_LENGTH:
        raise Invalid(f"redirect_uris must not be longer than {MAX_REDIRECTS_LENGTH} characters")
    uris = tuple(dict.fromkeys(uri for text in texts for uri in text.split())) or (OUT_OF_BAND,)
    for uri in uris:
        if not _is_redirect(uri):
            raise Invalid("redirect_uris must be absolute URIs with a safe scheme, no fragment and no user")
    return uris


def _is_redirect(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
    except ValueError:
        return False
    if not parts.scheme or parts.scheme in DANGEROUS_SCHEMES or "#" in uri or not uri.isprintable():
        return False
    return not (parts.scheme in ("http", "https") and _hides_host(parts))


def _hides_host(parts: SplitResult) -> bool:
    # The page that asks shows the address, in which a false host would come first.
    return not parts.hostname or bool({"@", "\\"} & set(parts.netloc))


def _website(fields: Fields) -> str:
    website = text_up_to(fields, "website", MAX_LENGTH).strip()
    if website and not _is_website(website):
        raise Invalid("website must be an http or https URL without a user")
    return website


def _is_website(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return text.startswith(("https://", "http://")) and text.isprintable() and not _hides_host(parts)
