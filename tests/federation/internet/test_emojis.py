"""An admin sees what somebody elsewhere uses, and copies or disables many emojis at once (row E-06)."""

from pathlib import Path
from typing import Any

import attrs
import pytest_twisted

from gotosocial.util import flow
from tests.support import pictures
from tests.support.forms import MULTIPART, multipart
from tests.support.instance import ALL_SCOPES, Answer, Person, Running
from tests.support.tiny_internet import TinyInternet, an_internet

PATH = "/api/v1/admin/custom_emojis"
SCOPES = ALL_SCOPES | {"admin:read", "admin:write"}
LOOK = ":cat_sit: :cat_run: :cat_spam:"


@attrs.frozen
class Look:
    """Alice in the north, where three emojis are, and an admin in the south who looks at them."""

    internet: TinyInternet
    north: Running
    south: Running
    alice: Person
    root: Person

    async def found(self, url: str) -> dict[str, Any]:
        """Return what the admin's search for an address gives, at once; what follows from it happens too."""
        answer = (await self.root.get("/api/v2/search", q=url, resolve=True)).json
        await self.internet.settle()
        [one] = answer["statuses"] + answer["accounts"]
        return dict(one)

    async def emoji(self, shortcode: str) -> dict[str, Any]:
        """Return the emoji of the north as the south's admins see it."""
        [one] = (await self.root.get(PATH, filter=f"domain:north.test,shortcode:{shortcode}")).json
        return dict(one)

    async def change(self, shortcode: str, /, **fields: str) -> Answer:
        """Do something with an emoji of the north."""
        path = f"{PATH}/{(await self.emoji(shortcode))['id']}"
        return await self.root.ask("PATCH", path, multipart({}, **fields), Content_Type=MULTIPART)


@pytest_twisted.async_yield_fixture
async def look(tmp_path: Path, kind: str) -> Any:
    async with an_internet(tmp_path) as internet:
        north = await internet.instance("north.test")
        south = await internet.instance("south.test", kind)
        chief = await north.person("chief", is_admin=True, scopes=SCOPES)
        root = await internet.person(south, "root", is_admin=True, scopes=SCOPES)
        for shortcode, picture in zip(LOOK.replace(":", "").split(), drawn(), strict=True):
            body = multipart({"image": picture}, shortcode=shortcode)
            assert (await chief.post(PATH, body, Content_Type=MULTIPART)).status == 200
        yield Look(internet, north, south, await internet.person(north, "alice"), root)


def drawn() -> tuple[bytes, bytes, bytes]:
    return pictures.png(64, 64), pictures.gif(), pictures.png(48, 48)


def shortcodes(shown: dict[str, Any]) -> list[str]:
    return sorted(one["shortcode"] for one in shown["emojis"])


async def test_the_emojis_of_a_post_are_copied_and_disabled(look: Look) -> None:
    post = await look.alice.publish(f"look {LOOK}")
    seen = await look.found(post["url"])
    assert shortcodes(seen) == ["cat_run", "cat_sit", "cat_spam"]
    assert seen["account"]["acct"] == "alice@north.test"
    sitting, running, spam = await flow.gather(
        look.change("cat_sit", type="copy", category="Cats"),
        look.change("cat_run", type="copy", category="Cats"),
        look.change("cat_spam", type="disable"),
    )
    for copied in (sitting, running):
        assert (copied.status, copied.json["category"]) == (200, "Cats"), copied.body
    assert spam.json["disabled"]
    # Ours now, for everybody here.
    bob = await look.south.person("bob")
    usable = (await bob.get("/api/v1/custom_emojis")).json
    assert {one["shortcode"]: one["category"] for one in usable} == {"cat_run": "Cats", "cat_sit": "Cats"}
    mine = await bob.publish("mine :cat_run: :cat_spam:")
    assert shortcodes(mine) == ["cat_run"]
    for one in (mine["emojis"][0]["url"], mine["emojis"][0]["static_url"]):
        assert one.startswith("https://south.test/")
        assert (await look.south.ask("GET", one.partition(".test")[2])).status == 200
    # What is disabled is shown nowhere, and still found by admins.
    for shown in (await look.found(post["url"]), (await bob.get(f"/api/v1/statuses/{seen['id']}")).json):
        assert shortcodes(shown) == ["cat_run", "cat_sit"]
    assert [one["shortcode"] for one in (await look.root.get(PATH, filter="disabled")).json] == ["cat_spam"]
    # What is done already is said, and changes nothing.
    assert (await look.change("cat_sit", type="copy")).status == 409
    assert len((await look.root.get(PATH, filter="domain:local")).json) == 2


async def test_the_emojis_of_a_profile_are_copied(look: Look) -> None:
    renamed = await look.alice.ask("PATCH", "/api/v1/accounts/update_credentials", {"note": "me :cat_sit:"})
    assert renamed.status == 200
    seen = await look.found(renamed.json["url"])
    assert (seen["acct"], shortcodes(seen)) == ("alice@north.test", ["cat_sit"])
    copied = await look.change("cat_sit", type="copy", shortcode="kitty", category="Cats")
    assert (copied.status, copied.json["shortcode"]) == (200, "kitty")
    mine = await (await look.south.person("bob")).publish("mine :kitty:")
    assert shortcodes(mine) == ["kitty"]
