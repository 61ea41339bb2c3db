"""``/oauth/oob``: the code on a page, for apps that no browser can lead back to (row AU-04)."""

import re

import attrs

from gotosocial.errors import Invalid
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply
from gotosocial.http.routes import route
from gotosocial.http.templates import Templates
from gotosocial.rest.oauth.sign_in import HTML_ONLY
from gotosocial.rest.oauth.unread import Unread

_CODE = re.compile(r"[A-Za-z0-9_-]{20,128}")


@attrs.frozen
class OutOfBandDoors:
    """Shows what is to be copied; anything that is no code is not repeated."""

    templates: Templates

    @route("GET", "/oauth/oob", public=True, auth="none", form=Unread, produces=HTML_ONLY)
    async def show(self, call: Call) -> AnyReply:
        """Show the code."""
        code = call.form.fields.text("code")
        if not _CODE.fullmatch(code):
            raise Invalid("this is not a code")
        return self.templates.page("oob.html", code=code)
