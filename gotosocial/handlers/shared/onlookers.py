"""One status with the eyes of many people here: who of them may see it, and who hears that it mentions them.

What differs between them beside their own relations is whether the author follows them. The relations of the
few authors are cached, so that no statement is made for each of the people.
"""

from collections.abc import Collection, Sequence

import attrs

from gotosocial.handlers.shared.access import Access
from gotosocial.handlers.shared.notify import Notifier
from gotosocial.models.rules.visibility import Seen, asks_for_follower, may_see_status
from gotosocial.models.viewer import Viewer
from gotosocial.storage.stores import Transaction


async def seen_by(access: Access, seen: Seen, viewer: Viewer) -> Seen:
    """Return the status, which was looked up for nobody, as it is for the viewer."""
    original = await seen_by(access, seen.original, viewer) if seen.original else None
    follows_viewer = False
    if asks_for_follower(seen.status):
        follows_viewer = viewer.account_id in (await access.viewer(seen.author.id)).following
    return attrs.evolve(seen, follows_viewer=follows_viewer, original=original)


async def who_see(access: Access, seen: Seen, account_ids: Collection[str]) -> list[str]:
    """Return the local ones among the accounts that may see the status."""
    accounts = (await access.accounts(account_ids)).values() if account_ids else ()
    viewers = await access.viewers(account.id for account in accounts if account.is_local)
    return [
        viewer.account_id
        for viewer in viewers.values()
        if may_see_status(await seen_by(access, seen, viewer), viewer)
    ]


async def notify_mentioned(
    t: Transaction, notifier: Notifier, seen: Seen, account_ids: Sequence[str]
) -> None:
    """Notify the accounts that the status mentions them, but those that have muted its thread."""
    muted_by = await t.thread_mutes.muted_by(seen.status.thread_id) if account_ids else frozenset()
    for account_id in account_ids:
        if account_id not in muted_by:
            await notifier.notify(
                t, "mention", to=account_id, origin=seen.author.id, status_id=seen.status.id
            )
