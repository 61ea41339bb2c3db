"""Every activity that is read has somebody who takes it in."""

from gotosocial.activitypub.activity import Activity
from gotosocial.app.receivers import inbox_work
from gotosocial.handlers.inbox.receive import ActivityWork
from tests.support.beside import Beside


async def test_each_class_has_its_receiver(here: Beside) -> None:
    work = inbox_work(here.server.instance.base, here.abroad, here.shared).work
    assert isinstance(work, ActivityWork)
    assert set(work.receivers) == set(Activity.__subclasses__())
