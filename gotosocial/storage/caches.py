"""The caches of frozen models, bounded together by a budget of bytes and invalidated over the bus."""

import attrs

from gotosocial.models.account import Account
from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.application import Application
from gotosocial.models.grant import Grant
from gotosocial.models.marks import Marks
from gotosocial.models.media_attachment import MediaAttachment
from gotosocial.models.status import Status
from gotosocial.models.viewer import Viewer
from gotosocial.storage.bus import LOST, Bus
from gotosocial.storage.cache import Cache


@attrs.frozen(kw_only=True)
class Caches:
    """The caches by what they hold; ``marks`` is keyed by viewer and status, ``grants`` by token digest.

    ``settings`` are by account. ``applications`` never change once they are made, and what stands in
    ``account_ids`` (``known_accounts.py``) leads to the same account for ever.
    """

    accounts: Cache[str, Account]
    account_ids: Cache[str, str]
    statuses: Cache[str, Status]
    media: Cache[str, MediaAttachment]
    viewers: Cache[str, Viewer]
    marks: Cache[tuple[str, str], Marks]
    grants: Cache[str, Grant]
    settings: Cache[str, AccountSettings]
    applications: Cache[str, Application]


def make_caches(bus: Bus, budget: int) -> Caches:
    """Share a budget of bytes among the caches and connect them to the bus."""
    caches = Caches(
        accounts=Cache(5_000, budget // 5, _weigh_account),
        account_ids=Cache(10_000, budget // 20, lambda account_id: 300),
        statuses=Cache(20_000, budget * 2 // 5, _weigh_status),
        media=Cache(5_000, budget // 10, lambda media: 1_500),
        viewers=Cache(2_000, budget // 5, _weigh_viewer),
        marks=Cache(50_000, budget // 10, lambda marks: 250),
        grants=Cache(2_000, 0, None),
        settings=Cache(500, budget // 50, lambda settings: 1_000 + len(settings.custom_css)),
        applications=Cache(200, 0, None),
    )
    caches.accounts.listen(bus, "account")
    caches.statuses.listen(bus, "status")
    caches.media.listen(bus, "media")
    caches.viewers.listen(bus, "viewer")
    caches.grants.listen(bus, "token")
    caches.settings.listen(bus, "settings")
    _listen_for_marks(caches, bus)
    bus.subscribe("tokens_of", lambda user_id: caches.grants.clear())
    return caches


def _listen_for_marks(caches: Caches, bus: Bus) -> None:
    def changed(key: str) -> None:
        viewer_id, colon, status_id = key.partition(":")
        if colon:
            caches.marks.drop((viewer_id, status_id))
        else:
            caches.marks.clear()

    bus.subscribe("marks", changed)
    bus.subscribe(LOST, lambda key: caches.marks.clear())


def _weigh_account(account: Account) -> int:
    return 1_500 + len(account.note) + len(account.note_raw) + len(account.public_key)


def _weigh_status(status: Status) -> int:
    return 1_200 + len(status.content) + len(status.text)


def _weigh_viewer(viewer: Viewer) -> int:
    relations = len(viewer.following) + len(viewer.muting) + len(viewer.blocking) + len(viewer.blocked_by)
    return 600 + 250 * (relations + len(viewer.requested))
