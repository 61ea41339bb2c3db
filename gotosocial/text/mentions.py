"""Find ``@user`` and ``@user@domain`` in plain text.

The sign must stand at the start or after space or punctuation, so that the middle of a mail address is no
mention. Names hold letters, marks, numbers, ``.``, ``-`` and ``_``; domains also ``:`` for a port. Neither
ends in a dot or a dash, which belong to the sentence around them.
"""

import re

import attrs

from gotosocial.text.letters import is_word_letter, starts_word

_MAX_NAME = 128
_MAX_DOMAIN = 260
_PORT_OR_NONE = re.compile(r"[^:]+(?::[0-9]{1,5})?")


@attrs.frozen(kw_only=True)
class MentionText:
    """A mention as it stands in a text, from ``start`` to before ``end``."""

    username: str
    domain: str
    start: int
    end: int

    @property
    def handle(self) -> str:
        """``user`` or ``user@domain`` in lower case: the key under which its target is looked up."""
        handle = f"{self.username}@{self.domain}" if self.domain else self.username
        return handle.lower()


def mention_at(text: str, at: int) -> MentionText | None:
    """Return the mention whose ``@`` stands at this place, or None."""
    if not text.startswith("@", at) or not (starts_word(text, at) or text[at - 1] == "_"):
        return None
    username = _word(text, at + 1, ".-", _MAX_NAME)
    if not username:
        return None
    end = at + 1 + len(username)
    domain = ""
    if text.startswith("@", end):
        domain = _domain(text, end + 1)
        end += len(domain) + 1 if domain else 0
    return MentionText(username=username, domain=domain, start=at, end=end)


def _domain(text: str, start: int) -> str:
    run = _word(text, start, ".-:", _MAX_DOMAIN)
    found = _PORT_OR_NONE.match(run)
    return found.group().rstrip(".-") if found else ""


def _word(text: str, start: int, also: str, limit: int) -> str:
    end = start
    while end < len(text) and (text[end] in also or is_word_letter(text[end])):
        end += 1
        if end - start > limit:
            return ""
    return text[start:end].rstrip(also) if is_word_letter(text[start : start + 1] or " ") else ""
