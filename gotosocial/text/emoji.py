"""Find the codes of custom emoji, ``:code:``, in any text; whether they exist is looked up elsewhere."""

import re

MAX_CODES = 1000
_CODE = re.compile(r":([A-Za-z0-9_]{1,30}):")


def find_emoji_codes(*texts: str) -> list[str]:
    """Return every code that the texts hold, each once, in the order of appearance, without colons."""
    codes: dict[str, None] = {}
    for text in texts:
        for found in _CODE.finditer(text):
            codes[found.group(1)] = None
            if len(codes) >= MAX_CODES:
                return list(codes)
    return list(codes)
