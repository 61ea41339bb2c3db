"""Pages from templates: the only user of jinja2.

Everything is escaped unless it comes as ``Markup``; a name that a template misspells is an error. An
admin's own folder (``web-template-base-dir``) goes before the bundled one, file by file.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from gotosocial.errors import Misconfigured
from gotosocial.http.reply import NO_STORE, Headers, Reply, html_reply
from gotosocial.text.emoji_images import html_with_emojis, text_with_emojis
from gotosocial.text.page_classes import with_page_classes

_BUNDLED = "gotosocial.res"
_PLAIN_LINK = re.compile(r'(<a href="[^"]*" rel=")')


class Templates:
    """Renders pages; ``common`` is what every page knows, such as the name of the instance."""

    def __init__(self, own_folder: str, common: Mapping[str, Any]) -> None:
        folders = [own_folder] if own_folder else []
        self._environment = Environment(
            loader=FileSystemLoader([*folders, str(files(_BUNDLED) / "templates")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(common)
        self._environment.filters.update(clean=_clean, named=_named, rel_me=_rel_me)

    def render(self, template: str, **values: Any) -> str:
        """Return the page that the template makes of the values; raise Misconfigured where it cannot."""
        try:
            return self._environment.get_template(template).render(values)
        except TemplateError as error:
            raise Misconfigured("a page cannot be shown", detail=f"{template}: {error}") from error

    def page(
        self, template: str, *, status: int = 200, cache: str = NO_STORE, headers: Headers = (), **values: Any
    ) -> Reply:
        """Answer with the page that the template makes of the values."""
        return html_reply(self.render(template, **values), status=status, cache=cache, headers=headers)


def _clean(html: str, emojis: list[dict[str, Any]] | None = None) -> Markup:
    """Let HTML through that the text pipeline has cleaned, with pictures in place of emoji codes."""
    return Markup(html_with_emojis(with_page_classes(html), _pictures(emojis)))


def _named(text: str, emojis: list[dict[str, Any]] | None = None) -> Markup:
    """Escape plain text and put pictures in place of emoji codes."""
    return Markup(text_with_emojis(text, _pictures(emojis)))


def _rel_me(html: str) -> str:
    """Say of the plain links in a profile field that they lead to the same person (row WE-20)."""
    return _PLAIN_LINK.sub(r"\1me ", html)


def _pictures(emojis: list[dict[str, Any]] | None) -> dict[str, str]:
    return {one["shortcode"]: one["static_url"] for one in emojis or ()}
