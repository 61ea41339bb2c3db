"""An activity that was proved, kept and answered for, on its way to the receiver of its verb."""

from typing import Generic, Protocol, TypeVar

import attrs

from gotosocial.activitypub.activity import Activity
from gotosocial.federation.gate import Sender
from gotosocial.handlers.shared.telling.forward import Original
from gotosocial.jobs.work import Finish

A_co = TypeVar("A_co", bound=Activity, covariant=True)
A_contra = TypeVar("A_contra", bound=Activity, contravariant=True)


@attrs.frozen(kw_only=True)
class Received(Generic[A_co]):
    """What arrived, from whom, and in whose inbox.

    ``inbox_of`` is the id of a local account, or empty for the inbox that all share. A receiver may call
    ``finish(t)`` in its last transaction, so that its effect and the end of the job commit together.
    """

    activity: A_co
    sender: Sender
    inbox_of: str
    finish: Finish
    body: bytes = b""
    """The activity as it came, where its actor sent it here and it stands for itself."""

    @property
    def is_forwarded(self) -> bool:
        """Whether somebody else than the actor sent it; only its ids are then believed."""
        return self.activity.actor_uri != self.sender.actor_uri

    @property
    def original(self) -> Original:
        """The activity, to be passed on as it came."""
        return Original(body=self.body, uri=self.activity.uri, sender_uri=self.sender.actor_uri)


class Receiver(Protocol[A_contra]):
    """Takes in the activities of one class; NotRelevant and its like drop the activity for good."""

    async def receive(self, got: Received[A_contra]) -> None:
        """Do what the activity asks for, as often as it comes."""
