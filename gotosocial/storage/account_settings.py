"""What local accounts prefer for their posts and profiles."""

from typing import Any

import attrs
import orjson

from gotosocial.models.account_settings import AccountSettings
from gotosocial.models.visibility import Visibility
from gotosocial.storage.database import Querier, Row
from gotosocial.storage.policy_json import policy_from_json, policy_to_json
from gotosocial.storage.statements import update_of

_COLUMNS = (
    *("account_id", "privacy", "is_sensitive", "language", "content_type", "theme", "custom_css"),
    *("enable_rss", "hides_collections", "web_layout", "policies"),
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM account_settings WHERE account_id = :account_id"
_UPDATE = update_of("account_settings", _COLUMNS, "account_id")


@attrs.frozen
class AccountSettingsShelf:
    """Settings by account; the row is made together with a local account."""

    querier: Querier

    async def get(self, account_id: str) -> AccountSettings:
        """Return the settings; raise NotFound for accounts of other servers."""
        return _settings_from_row(await self.querier.one(_SELECT, account_id=account_id))

    async def update(self, settings: AccountSettings) -> None:
        """Write all settings of the account."""
        await self.querier.run(_UPDATE, **_columns_of_settings(settings))
        self.querier.tell("account", settings.account_id)
        self.querier.tell("settings", settings.account_id)


def _columns_of_settings(settings: AccountSettings) -> dict[str, Any]:
    values = {column: getattr(settings, column) for column in _COLUMNS}
    policies = {level.value: policy_to_json(policy) for level, policy in settings.policies.items()}
    values.update(privacy=settings.privacy.value, policies=orjson.dumps(policies).decode())
    return values


def _settings_from_row(row: Row) -> AccountSettings:
    policies = orjson.loads(row["policies"])
    return AccountSettings(
        account_id=row["account_id"],
        privacy=Visibility(row["privacy"]),
        is_sensitive=bool(row["is_sensitive"]),
        language=row["language"],
        content_type=row["content_type"],
        theme=row["theme"],
        custom_css=row["custom_css"],
        enable_rss=bool(row["enable_rss"]),
        hides_collections=bool(row["hides_collections"]),
        web_layout=row["web_layout"],
        policies={Visibility(level): policy_from_json(policy) for level, policy in policies.items()},
    )
