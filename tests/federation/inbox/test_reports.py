"""Reports from elsewhere, and ours that are passed on (rows I-17, U-08)."""

from typing import Any

import pytest

from gotosocial.errors import Invalid
from gotosocial.handlers.reports.make import Complaint, ReportMaker
from gotosocial.handlers.shared.telling.messenger import Messenger
from gotosocial.handlers.shared.telling.reports import ReportTeller
from gotosocial.models.report import Report
from gotosocial.util.paging import Page
from tests.support.beside import Beside
from tests.support.neighbours import requester_of


async def reports(here: Beside) -> list[Report]:
    return (await here.db.reports.page(Page(limit=9))).items


def maker_of(here: Beside) -> ReportMaker:
    base = here.server.instance.base
    teller = ReportTeller(Messenger(here.abroad.outbox, True), base.addresses)
    return ReportMaker(here.shared.access, teller, base.addresses, base.ulids)


@pytest.mark.parametrize("shape", ["both", "single", "status alone", "misskey"])
async def test_a_report_is_kept_for_the_admins_once(here: Beside, shape: str) -> None:
    post = await here.alice.publish("rude", visibility="public")
    alice = here.alice.account.uri
    objects: dict[str, Any] = {
        "both": [alice, post["uri"]],
        "single": alice,
        "status alone": [post["uri"]],
        "misskey": alice,
    }
    content = f"<p>too rude</p>\nNote: {post['uri']}" if shape == "misskey" else "<p>too rude</p>"
    flag = here.eve.activity("Flag", objects[shape], content=content)
    await here.receive(flag, inbox="/users/alice/inbox")
    await here.receive(flag | {"content": "again"})
    (report,) = await reports(here)
    eve = await here.known()
    assert (report.account_id, report.target_id, report.uri) == (eve.id, here.alice.id, flag["id"])
    assert report.comment.startswith("too rude")
    assert report.status_ids == (() if shape == "single" else (post["id"],))
    assert await here.notifications(here.alice) == []


async def test_a_report_is_about_one_account_here(here: Beside) -> None:
    carol = await here.person("carol")
    both = [here.alice.account.uri, carol.account.uri]
    for objects in (both, [here.eve.uri], ["https://nowhere.example/users/nobody"]):
        await here.receive(here.eve.activity("Flag", objects, content="bad"))
    theirs = await carol.publish("mine", visibility="public")
    await here.receive(here.eve.activity("Flag", [here.alice.account.uri, theirs["uri"]], content="bad"))
    (report,) = await reports(here)
    assert (report.target_id, report.status_ids) == (here.alice.id, ())


async def test_our_report_is_passed_on_by_the_instance_which_names_nobody(here: Beside) -> None:
    await here.let_follow(here.alice.account, await here.known())
    note = here.eve.note("rude")
    await here.receive(here.eve.create(note))
    status, eve = await here.status(note["id"]), await here.known()
    complaint = Complaint(target_id=eve.id, status_ids=[status.id], comment="too rude", forward=True)
    report = await maker_of(here).make(requester_of(here.alice), complaint)
    await here.settle()
    (flag,) = here.sent("Flag")
    assert flag["actor"] == here.server.instance.base.addresses.instance_actor
    assert flag["object"] == [here.eve.uri, note["id"]]
    assert (flag["content"], flag["id"]) == ("too rude", report.uri)
    assert here.alice.account.uri not in str(flag)
    assert "bto" not in flag
    assert await reports(here) == [report]
    quiet = await maker_of(here).make(requester_of(here.alice), Complaint(target_id=eve.id))
    await here.settle()
    assert len(here.sent("Flag")) == 1
    assert not quiet.is_forwarded


async def test_what_cannot_be_reported_is_refused(here: Beside) -> None:
    mine = await here.alice.publish("mine", visibility="public")
    eve = await here.known()
    for wrong in (
        Complaint(target_id=here.alice.id),
        Complaint(target_id="none"),
        Complaint(target_id=eve.id, status_ids=[mine["id"]]),
        Complaint(target_id=eve.id, comment="x" * 1001),
    ):
        with pytest.raises(Invalid):
            await maker_of(here).make(requester_of(here.alice), wrong)
    assert await reports(here) == []
