"""Every choice on a profile is read along the index that holds only what is chosen (asked of SQLite)."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from twisted.internet.defer import Deferred

from gotosocial.models.account_statuses import AccountStatuses
from gotosocial.models.origin import Origin
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.kept_files import KeptFiles
from gotosocial.storage.status_pages import StatusPages
from gotosocial.storage.timelines import Timelines
from gotosocial.util.paging import Page
from tests.support.builders import START
from tests.support.databases import opened

_COLUMNS = {"EXPLAIN QUERY PLAN": "detail", "EXPLAIN": "QUERY PLAN"}
DOWN, UP = Page(limit=20, max_id="Z"), Page(limit=20, min_id="A")


class Explaining:
    """Answers everything with nothing, and keeps how SQLite would run it, or who else is asked."""

    def __init__(self, inner: Querier, explain: str = "EXPLAIN QUERY PLAN") -> None:
        self._inner, self._explain = inner, explain
        self.plan = ""
        self.plans: list[str] = []

    def tell(self, topic: str, key: str) -> None:
        """Nothing was changed."""

    async def run(self, sql: str, /, **parameters: Any) -> int:
        return len(await self.all(sql, **parameters))

    def scan(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        return self.all(sql, **parameters)

    def all(self, sql: str, /, **parameters: Any) -> Deferred[Sequence[Row]]:
        def kept(rows: Sequence[Row]) -> Sequence[Row]:
            self.plan = " / ".join(row[_COLUMNS[self._explain]] for row in rows)
            self.plans.append(self.plan)
            return []

        return self._inner.all(f"{self._explain} {sql}", **parameters).addCallback(kept)


@pytest.mark.parametrize("page", [DOWN, UP])
@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (AccountStatuses(), "statuses_account"),
        (AccountStatuses(exclude_replies=True), "statuses_account_root"),
        (AccountStatuses(exclude_reblogs=True), "statuses_account_original"),
        (AccountStatuses(exclude_replies=True, exclude_reblogs=True), "statuses_account_original_root"),
        (AccountStatuses(only_media=True), "statuses_account_media"),
        (AccountStatuses(tagged="cats"), "status_tags_account"),
    ],
)
async def test_a_profile_is_read_along_its_own_index(
    tmp_path: Path, page: Page, wanted: AccountStatuses, index: str
) -> None:
    async with opened("sqlite", tmp_path) as database:
        asked: Any = Explaining(database.engine.reads)
        await StatusPages(asked).of_account("X", page, wanted)
    assert f"INDEX {index} (" in asked.plan
    assert "TEMP B-TREE" not in asked.plan


@pytest.mark.parametrize("page", [DOWN, UP])
async def test_public_and_tag_pages_are_read_along_their_own_indexes(tmp_path: Path, page: Page) -> None:
    async with opened("sqlite", tmp_path) as database:
        asked: Any = Explaining(database.engine.reads)
        await StatusPages(asked).public(page)
        assert "INDEX statuses_public (" in asked.plan
        await StatusPages(asked).public(page, Origin.LOCAL)
        assert "INDEX statuses_public_local (" in asked.plan
        await StatusPages(asked).public(page, Origin.REMOTE)
        assert "INDEX statuses_public_remote (" in asked.plan
        await StatusPages(asked).tagged("cats", page)
        assert "INDEX status_tags_public (" in asked.plan


@pytest.mark.parametrize("page", [DOWN, UP])
async def test_replies_are_read_along_their_own_index(tmp_path: Path, page: Page) -> None:
    async with opened("sqlite", tmp_path) as database:
        asked: Any = Explaining(database.engine.reads)
        await StatusPages(asked).replies_to("X", page)
    assert "INDEX statuses_in_reply_to (" in asked.plan
    assert "TEMP B-TREE" not in asked.plan


async def test_repeats_are_looked_for_among_the_newest_only(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as database:
        asked: Any = Explaining(database.engine.reads)
        await Timelines(asked).recent_originals(["home:1"], "X", now=START)
    assert "(timeline,status_id)>" in asked.plan


async def test_what_takes_the_place_of_a_boost_is_looked_for_by_its_original(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as database:
        asked: Any = Explaining(database.engine.reads)
        await Timelines(asked).delete_author("home:1", "alice")
        await Timelines(asked).delete_statuses(["X"])
    for plan in asked.plans[0], asked.plans[2]:
        assert "timeline_entries_original (original_id=? AND timeline=?)" in plan


async def test_unused_avatars_are_looked_for_among_avatars_and_headers_only(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as database:
        asked: Any = Explaining(database.engine.reads)
        await KeptFiles(asked).list_unworn(START, 10)
    assert "INDEX media_attachments_worn" in asked.plan


async def test_room_is_added_up_along_indexes_alone(tmp_path: Path) -> None:
    async with opened("sqlite", tmp_path) as database:
        plan = await plan_of_total(database.engine.reads, "EXPLAIN QUERY PLAN")
    assert [step for step in plan if re.match("SCAN|SEARCH", step)] == [
        "SCAN CONSTANT ROW",
        "SCAN media_attachments USING COVERING INDEX media_attachments_cached",
        "SCAN emojis USING COVERING INDEX emojis_cached",
    ]
    async with opened("postgres", tmp_path) as database:

        async def deed(t: Querier) -> list[str]:
            # Tables are empty here, and nobody has looked at them: both are cheaper than any index.
            t.later("SET LOCAL enable_seqscan = off")
            t.later("SET LOCAL enable_bitmapscan = off")
            return await plan_of_total(t, "EXPLAIN")

        plan = await database.engine.transact(deed)
    assert [re.findall(r"Only Scan using (\w+)", step) for step in plan if "Scan" in step] == [
        ["media_attachments_cached"],
        ["emojis_cached"],
    ]


async def plan_of_total(querier: Querier, explain: str) -> list[str]:
    """Return the steps with which the room that files of other servers take is added up."""
    asked: Any = Explaining(querier, explain)
    with pytest.raises(IndexError):
        await KeptFiles(asked).total_cached()
    steps: list[str] = asked.plan.split(" / ")
    return steps
