"""Hashtags and mentions."""

from gotosocial.models.tag import Tag
from gotosocial.storage.database import Engine
from gotosocial.storage.stores import Database
from tests.support.builders import a_status, a_time, an_account
from tests.support.keep import keep


async def test_a_tag_is_made_by_its_first_use(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    one, other = a_status(by=author), a_status(by=author)
    await keep(db, author, one, other)
    assert await db.tags.find("köln") is None
    await db.tags.insert(one.id, ["köln", "köln", "b"], a_time())
    await db.tags.insert(other.id, ["köln"], a_time())
    assert await db.tags.find("köln") == Tag(name="köln")
    assert await engine.reads.value("SELECT COUNT(*) FROM status_tags") == 3


async def test_tagging_twice_changes_nothing(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    await keep(db, author, status)
    for _ in range(2):
        await db.tags.insert(status.id, ["cats"], a_time())
        await db.mentions.insert(status.id, [author.id])
    assert await engine.reads.value("SELECT COUNT(*) FROM status_tags") == 1
    assert await engine.reads.value("SELECT COUNT(*) FROM mentions") == 1


async def test_search_finds_listed_tags_by_their_beginning(engine: Engine) -> None:
    db = Database(engine)
    author = an_account()
    status = a_status(by=author)
    await keep(db, author, status)
    await db.tags.insert(status.id, ["cat", "cats", "cat%", "dog", "猫", "猫耳", "catwalk"], a_time())
    await engine.reads.run("UPDATE tags SET is_listable = FALSE WHERE name = 'catwalk'")
    assert [tag.name for tag in await db.tags.search("cat", 10)] == ["cat", "cat%", "cats"]
    assert [tag.name for tag in await db.tags.search("cat", 1, 1)] == ["cat%"]
    assert [tag.name for tag in await db.tags.search("猫", 10)] == ["猫", "猫耳"]
