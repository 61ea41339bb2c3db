"""Every parameter that the contract gives a route is read by the route's form, but for the cursors."""

from typing import Any

import pytest

from gotosocial.mastodon.forms.account import (
    AccountSearchForm,
    AccountStatusesForm,
    FollowForm,
    LookupForm,
    MuteForm,
    NoteForm,
    RelationshipsForm,
)
from gotosocial.mastodon.forms.application import ApplicationForm
from gotosocial.mastodon.forms.instance import InstanceForm
from gotosocial.mastodon.forms.marker import MarkersForm, MarkersUpdateForm
from gotosocial.mastodon.forms.media import MediaEditForm
from gotosocial.mastodon.forms.notification import NotificationsForm
from gotosocial.mastodon.forms.oauth import AuthorizeForm, RevokeForm, SignInForm, TokenForm
from gotosocial.mastodon.forms.password import PasswordChangeForm
from gotosocial.mastodon.forms.peers import PeersForm
from gotosocial.mastodon.forms.profile import UpdateCredentialsForm
from gotosocial.mastodon.forms.search import SearchForm
from gotosocial.mastodon.forms.status import BoostForm, DeletionForm, StatusForm
from gotosocial.mastodon.forms.timeline import HomeTimelineForm, PublicTimelineForm, TagTimelineForm
from gotosocial.models.fields import Fields
from tests.support.contract.check_contract import find_route

ROUTES: list[tuple[str, str, Any, dict[str, Any]]] = [
    ("POST", "/api/v1/statuses", StatusForm, {}),
    ("POST", "/api/v1/statuses/{id}/reblog", BoostForm, {}),
    ("DELETE", "/api/v1/statuses/{id}", DeletionForm, {}),
    ("PATCH", "/api/v1/accounts/update_credentials", UpdateCredentialsForm, {}),
    ("POST", "/api/v1/accounts/{id}/follow", FollowForm, {}),
    ("POST", "/api/v1/accounts/{id}/mute", MuteForm, {}),
    ("POST", "/api/v1/accounts/{id}/note", NoteForm, {}),
    ("GET", "/api/v1/accounts/relationships", RelationshipsForm, {}),
    ("GET", "/api/v1/accounts/lookup", LookupForm, {"acct": "a"}),
    ("GET", "/api/v1/accounts/search", AccountSearchForm, {"q": "a"}),
    ("GET", "/api/v1/accounts/{id}/statuses", AccountStatusesForm, {}),
    ("POST", "/api/v1/apps", ApplicationForm, {"client_name": "a"}),
    ("PATCH", "/api/v1/instance", InstanceForm, {"title": "a"}),
    ("GET", "/api/v1/instance/peers", PeersForm, {}),
    ("GET", "/api/v1/markers", MarkersForm, {}),
    ("POST", "/api/v1/markers", MarkersUpdateForm, {"home": {"last_read_id": "1" * 26}}),
    ("PUT", "/api/v1/media/{id}", MediaEditForm, {}),
    ("GET", "/api/v1/notifications", NotificationsForm, {}),
    ("GET", "/api/v2/search", SearchForm, {"q": "a"}),
    ("GET", "/api/v1/timelines/home", HomeTimelineForm, {}),
    ("GET", "/api/v1/timelines/public", PublicTimelineForm, {}),
    ("GET", "/api/v1/timelines/tag/{tag_name}", TagTimelineForm, {}),
    ("POST", "/api/v1/user/password_change", PasswordChangeForm, {"old_password": "a", "new_password": "b"}),
    ("POST", "/oauth/token", TokenForm, {"grant_type": "client_credentials"}),
    ("POST", "/oauth/revoke", RevokeForm, {"token": "a"}),
    ("POST", "/auth/sign_in", SignInForm, {}),
    ("GET", "/oauth/authorize", AuthorizeForm, {
        "response_type": "code", "client_id": "a", "redirect_uri": "b", "code_challenge_method": "S256",
        "code_challenge": "a" * 43,
    }),
]  # fmt: skip
CURSORS = {"limit", "offset", "max_id", "since_id", "min_id"}
"""Read by ``http/pages.py``; that every list follows them is tested over HTTP."""
NOT_READ = {"supported_types", "Idempotency-Key", *CURSORS}
"""The first only says what an app understands; the second is a header."""


class Recorded(dict[str, Any]):
    """A tree that remembers which of its fields were asked for."""

    def __init__(self, tree: dict[str, Any]) -> None:
        super().__init__(tree)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)


def top_level_names(method: str, path: str) -> set[str]:
    params = find_route(method, path)["params"]
    return {one["name"].split("[")[0] for one in params if one["in"] in ("query", "form")}


@pytest.mark.parametrize(("method", "path", "form", "tree"), ROUTES, ids=lambda value: str(value)[:60])
def test_a_form_reads_every_parameter_of_its_route(
    method: str, path: str, form: Any, tree: dict[str, Any]
) -> None:
    recorded = Recorded(tree)
    form.read(Fields(recorded))
    assert top_level_names(method, path) - recorded.asked - NOT_READ == set()
