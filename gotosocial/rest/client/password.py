"""``/api/v1/user/password_change`` (row AU-15)."""

import attrs

from gotosocial.handlers.auth.change_password import PasswordChanger
from gotosocial.http.call import Call
from gotosocial.http.reply import AnyReply, json_reply
from gotosocial.http.routes import route
from gotosocial.mastodon.forms.password import PasswordChangeForm


@attrs.frozen
class PasswordDoors:
    """One door."""

    changer: PasswordChanger

    @route(
        "POST",
        "/api/v1/user/password_change",
        scope="write:accounts",
        form=PasswordChangeForm,
        moved="allow",
    )
    async def change(self, call: Call) -> AnyReply:
        """Replace the password; every other token of the user is revoked."""
        await self.changer.change(call.who, call.form, call.client)
        return json_reply({"status": "OK"})
