"""Put pictures in place of emoji codes, for pages that no app renders."""

import re
from collections.abc import Mapping
from html import escape

_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*+>""")
_CODE = re.compile(r":([A-Za-z0-9_]{1,30}):")


def text_with_emojis(text: str, pictures: Mapping[str, str]) -> str:
    """Return plain text as HTML; ``pictures`` are addresses by code without colons."""
    return _with_pictures(escape(text), pictures)


def html_with_emojis(html: str, pictures: Mapping[str, str]) -> str:
    """Return clean HTML with pictures in its text; what stands within tags is left alone."""
    if not pictures or ":" not in html:
        return html
    parts, end = [], 0
    for tag in _TAG.finditer(html):
        parts.append(_with_pictures(html[end : tag.start()], pictures))
        parts.append(tag.group())
        end = tag.end()
    return "".join((*parts, _with_pictures(html[end:], pictures)))


def _with_pictures(html: str, pictures: Mapping[str, str]) -> str:
    def picture(found: re.Match[str]) -> str:
        address = pictures.get(found.group(1))
        if address is None:
            return found.group()
        code = found.group()
        return f'<img class="emoji" src="{escape(address)}" alt="{code}" title="{code}">'

    return _CODE.sub(picture, html) if pictures else html
