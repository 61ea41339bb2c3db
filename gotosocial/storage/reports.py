"""Reports about accounts, from here and from other servers."""

from typing import Any

import attrs

from gotosocial.models.report import Report
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.json_lists import list_to_json, texts_from_json
from gotosocial.storage.keyset import PageQuery, read_page
from gotosocial.storage.statements import insert_into, update_of
from gotosocial.util.clock import from_millis, maybe_from_millis, maybe_to_millis, to_millis
from gotosocial.util.paging import Page, Slice

_NAMES = (
    *("id", "uri", "account_id", "target_id", "comment", "status_ids", "rule_ids", "is_forwarded"),
    *("created_at", "updated_at", "action_taken_at", "action_taken_by", "action_taken"),
)
_SELECT = f"SELECT {', '.join(_NAMES)} FROM reports"
_INSERT = f"{insert_into('reports', _NAMES)} ON CONFLICT (uri) DO NOTHING"
_CHANGING = ("id", "is_forwarded", "updated_at", "action_taken_at", "action_taken_by", "action_taken")
_UPDATE = update_of("reports", _CHANGING, "id")
_ALL = PageQuery.of(f"{_SELECT} WHERE id <> ''")
_BY = PageQuery.within("account_id", f"{_SELECT} WHERE")
_ABOUT = PageQuery.within("target_id", f"{_SELECT} WHERE")


@attrs.frozen
class Reports:
    """Reports by id, by who made them and about whom."""

    querier: Querier

    async def find(self, report_id: str) -> Report | None:
        """Return the report, or None."""
        row = await self.querier.maybe(f"{_SELECT} WHERE id = :id", id=report_id)
        return _report(row) if row else None

    async def insert(self, report: Report) -> bool:
        """Add a report; return False where one with its URI is there."""
        return await self.querier.run(_INSERT, **_values(report)) > 0

    async def update(self, report: Report) -> None:
        """Write what was done about a report."""
        values = _values(report)
        await self.querier.run(_UPDATE, **{name: values[name] for name in _CHANGING})

    async def page(self, page: Page, *, account_id: str = "", target_id: str = "") -> Slice[Report]:
        """Return reports, newest first: all of them, those by one account, or those about one."""
        if account_id:
            return await read_page(self.querier, _BY, page, _report, {"account_id": account_id})
        if target_id:
            return await read_page(self.querier, _ABOUT, page, _report, {"target_id": target_id})
        return await read_page(self.querier, _ALL, page, _report, {})


def _values(report: Report) -> dict[str, Any]:
    return {name: getattr(report, name) for name in _NAMES} | {
        "status_ids": list_to_json(report.status_ids),
        "rule_ids": list_to_json(report.rule_ids),
        "created_at": to_millis(report.created_at),
        "updated_at": to_millis(report.updated_at),
        "action_taken_at": maybe_to_millis(report.action_taken_at),
    }


def _report(row: Row) -> Report:
    return Report(
        id=row["id"],
        uri=row["uri"],
        account_id=row["account_id"],
        target_id=row["target_id"],
        comment=row["comment"],
        status_ids=texts_from_json(row["status_ids"]),
        rule_ids=texts_from_json(row["rule_ids"]),
        is_forwarded=bool(row["is_forwarded"]),
        created_at=from_millis(row["created_at"]),
        updated_at=from_millis(row["updated_at"]),
        action_taken_at=maybe_from_millis(row["action_taken_at"]),
        action_taken_by=row["action_taken_by"],
        action_taken=row["action_taken"],
    )
