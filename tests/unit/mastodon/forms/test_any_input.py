"""Whatever somebody sends, a form is read or says what is wrong; nothing else ever happens."""

import inspect
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gotosocial.errors import Invalid, Refused
from gotosocial.mastodon import forms
from gotosocial.mastodon.forms.policy import PolicyForm
from gotosocial.models.fields import Fields
from gotosocial.models.visibility import Visibility

MODULES = [import_module(f"{forms.__name__}.{one.name}") for one in iter_modules(forms.__path__)]
FORMS = sorted(
    {
        form
        for module in MODULES
        for _, form in inspect.getmembers(module, inspect.isclass)
        if form.__name__.endswith("Form") and form.__module__ == module.__name__
    },
    key=lambda form: str(form.__name__),
)
KEYS = (
    "status", "media_ids", "in_reply_to_id", "sensitive", "spoiler_text", "visibility", "local_only",
    "federated", "poll", "scheduled_at", "language", "content_type", "interaction_policy", "can_favourite",
    "can_reply", "can_reblog", "always", "with_approval", "automatic_approval", "manual_approval", "public",
    "unlisted", "private", "direct", "discoverable", "bot", "locked", "display_name", "note", "avatar",
    "header", "source", "privacy", "status_content_type", "fields_attributes", "0", "1", "name", "value",
    "web_visibility", "web_layout", "reblogs", "notify", "notifications", "duration", "comment", "id", "acct",
    "q", "type", "limit", "offset", "resolve", "following", "max_id", "min_id", "since_id", "pinned",
    "tagged", "types", "exclude_types", "timeline", "home", "last_read_id", "local", "file", "description",
    "focus", "client_name", "redirect_uris", "scopes", "website", "response_type", "client_id",
    "client_secret", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
    "grant_type", "code", "code_verifier", "token", "username", "password", "old_password", "new_password",
    "filter", "flat", "domain", "obfuscate", "public_comment", "private_comment", "severity", "export",
    "shortcode", "image", "category", "min_shortcode_domain", "remote_cache_days", "destination",
    "status_id", "title", "terms", "contact_username", "contact_email", "thumbnail",
)  # fmt: skip
WORDS = (
    "", "0", "1", "-1", "--1", "1e3", "99999999999999999999", "true", "on", "null", "public", "direct", "me",
    "0,0", "0.5,nan", "inf,1", "1,2,3", ",", "en", "x-", "text/markdown", "https://a.example/x",
    "https://[", "javascript:alert(1)", "urn:ietf:wg:oauth:2.0:oob", "read write", "code", "S256",
    "authorization_code", "#tag", "\U0001d7d8", "٣", "²",
)  # fmt: skip
VALID: dict[str, dict[str, Any]] = {
    "AccountSearchForm": {"q": "a"},
    "ApplicationForm": {"client_name": "a"},
    "AuthorizeForm": {"response_type": "code", "client_id": "a", "redirect_uri": "https://a.example"},
    "DomainForm": {"domain": "a.example"},
    "EmojiForm": {"type": "disable"},
    "InstanceForm": {"title": "a"},
    "LookupForm": {"acct": "a"},
    "MarkersUpdateForm": {"home": {"last_read_id": "1" * 26}},
    "NewDomainPermissionForm": {"domain": "a.example"},
    "PasswordChangeForm": {"old_password": "a", "new_password": "b"},
    "RevokeForm": {"token": "a"},
    "SearchForm": {"q": "a"},
    "TokenForm": {"grant_type": "client_credentials"},
}
"""The least that a form wants, so that its other fields are reached."""

NUMBERS = st.integers(-(2**63), 2**64) | st.floats()
SCALARS = st.none() | st.booleans() | NUMBERS | st.sampled_from(WORDS) | st.text()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=6),
    max_leaves=12,
)
TREES = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), VALUES, max_size=10)


def read(form: Any, tree: dict[str, Any]) -> Any:
    try:
        return form.read(Fields(tree))
    except (Invalid, Refused):
        return None


def test_all_forms_are_tried() -> None:
    assert len(FORMS) >= 40
    assert VALID.keys() <= {form.__name__ for form in FORMS}
    assert all(read(form, VALID[form.__name__]) is not None for form in FORMS if form.__name__ in VALID)


@settings(max_examples=250, deadline=None)
@given(tree=TREES)
def test_any_tree_is_each_form_or_a_clear_error(tree: dict[str, Any]) -> None:
    for form in FORMS:
        found = read(form, tree)
        assert found is None or type(found) is form


@settings(max_examples=500, deadline=None)
@given(form=st.sampled_from(FORMS), value=VALUES)
def test_any_value_in_any_one_field_is_read_or_refused(form: Any, value: Any) -> None:
    for key in KEYS:
        read(form, VALID.get(form.__name__, {}) | {key: value})


@settings(max_examples=100, deadline=None)
@given(
    tree=st.fixed_dictionaries(
        {},
        optional={
            verb: st.dictionaries(
                st.sampled_from(["always", "with_approval", "automatic_approval", "manual_approval"]), VALUES
            )
            for verb in ("can_favourite", "can_reply", "can_reblog")
        },
    ),
    visibility=st.sampled_from(list(Visibility)),
)
def test_any_policy_is_a_policy_or_a_clear_error(tree: dict[str, Any], visibility: Visibility) -> None:
    form = read(PolicyForm, tree)
    if form is not None:
        try:
            made = form.policy(visibility)
        except Invalid:
            return
        assert "me" not in (*made.can_reply.always, *made.can_reply.with_approval)
