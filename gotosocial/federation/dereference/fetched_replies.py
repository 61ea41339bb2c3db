"""Whether a reply that was fetched may stand: nobody gets round a policy by being found (rows V-18 to V-22).

What comes through inboxes is asked about there, and may wait for a word. What is merely found while a thread
is fetched enters where it is free, or where it was allowed; all else stays away until its server sends it.
"""

from gotosocial.activitypub.note import RemoteNote
from gotosocial.errors import NotAllowed
from gotosocial.federation.client import SignedClient
from gotosocial.federation.dereference.approvals import ApprovalCheck, Claim
from gotosocial.models.account import Account
from gotosocial.models.rules.approval import Entry, entry_of
from gotosocial.models.rules.interaction import Asker
from gotosocial.models.status import Status
from gotosocial.storage.stores import Database


async def check_fetched_reply(db: Database, client: SignedClient, note: RemoteNote, author: Account) -> None:
    """Raise NotAllowed where the author of the parent has not allowed the reply."""
    if not note.in_reply_to_uri:
        return
    earlier = await db.interaction_requests.find_by_interaction(note.uri)
    above = await db.interaction_requests.find_by_interaction(note.in_reply_to_uri)
    if any(one is not None and one.rejected_at is not None for one in (earlier, above)):
        raise NotAllowed("this was refused before", detail=note.uri)
    parent = await db.statuses.find_by_uri(note.in_reply_to_uri)
    if parent is None or parent.is_boost:
        return
    if earlier is not None and earlier.accepted_at and earlier.is_about("reply", parent.id, author.id):
        return
    if not parent.is_federated:
        raise NotAllowed("what is answered stays where it is", detail=note.uri)
    entry = entry_of("reply", parent, await _asker(db, author, parent))
    if entry is Entry.FREE or (parent.is_local and entry is Entry.GRANTED):
        return
    if parent.is_local or not await _is_proved(db, client, note, parent):
        raise NotAllowed("the author of that status has not allowed this reply", detail=note.uri)


async def _asker(db: Database, author: Account, parent: Status) -> Asker:
    return Asker(
        account_id=author.id,
        uri=author.uri,
        is_follower=await db.follows.find(author.id, parent.account_id) is not None,
        is_followed=await db.follows.find(parent.account_id, author.id) is not None,
    )


async def _is_proved(db: Database, client: SignedClient, note: RemoteNote, parent: Status) -> bool:
    parent_author = await db.accounts.get(parent.account_id)
    claim = Claim(
        kind="reply",
        proof_uri=note.approved_by_uri,
        interacting_uri=note.uri,
        target_uri=parent.uri,
        author_uri=parent_author.uri,
    )
    return await ApprovalCheck(client).holds(claim)
