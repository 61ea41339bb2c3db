"""Whether a status is muted for somebody: by its author, its booster or those it mentions (row M-03)."""

from datetime import datetime

from gotosocial.models.status import Status
from gotosocial.models.viewer import Viewer


def is_muted(status: Status, original: Status | None, viewer: Viewer, now: datetime) -> bool:
    """Tell whether the viewer has muted the author, the boosted author or anybody mentioned in it."""
    if not viewer.muting or status.account_id == viewer.account_id:
        return False
    involved = {status.account_id, *status.mentioned_ids}
    if original is not None:
        involved.update((original.account_id, *original.mentioned_ids))
    involved.discard(viewer.account_id)
    return any(viewer.mutes(account_id, now) for account_id in involved)
