"""Reports: about whom, and about which of their statuses."""

import re

from gotosocial.activitypub.activity import Flag
from gotosocial.activitypub.read.limits import CONTENT, REPORTED
from gotosocial.activitypub.read.said import Said
from gotosocial.activitypub.read.values import is_uri
from gotosocial.errors import Malformed

_NOTE_LINE = re.compile(r"^[ \t]*Note:[ \t]*(\S+)", re.MULTILINE)


def read_flag(said: Said) -> Flag:
    """Read a report. Misskey names the status in a line ``Note: <address>`` of the text; Lemmy has its text
    in ``summary``.
    """
    content = said.document.text("content", CONTENT) or said.document.text("summary", CONTENT)
    named = [found for found in _NOTE_LINE.findall(content)[:REPORTED] if is_uri(found)]
    object_uris = tuple(dict.fromkeys((*said.document.links("object", REPORTED), *named)))
    if not object_uris:
        raise Malformed("the report is about nothing", detail=said.uri)
    return said.make(Flag, object_uris=object_uris, content=content)
