"""``gotosocial admin media``: what the commands print and do, beside a folder and beside a bucket."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import attrs
import pytest
from twisted.internet import reactor

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.admin_media_list_attachments import AdminMediaListAttachments
from gotosocial.app.commands.admin_media_list_emojis import AdminMediaListEmojis
from gotosocial.app.commands.admin_media_move import AdminMediaMove
from gotosocial.app.commands.admin_media_prune_all import AdminMediaPruneAll
from gotosocial.app.commands.admin_media_prune_orphaned import AdminMediaPruneOrphaned
from gotosocial.app.commands.admin_media_prune_remote import AdminMediaPruneRemote
from gotosocial.app.commands.admin_media_usage import AdminMediaUsage
from gotosocial.app.commands.command import Command
from gotosocial.app.opened import opened
from gotosocial.app.process import Process
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.errors import Misconfigured
from tests.support.builders import an_account
from tests.support.instance import Running, a_config
from tests.support.keep import keep
from tests.support.media_house import MediaHouse, keys_of
from tests.support.s3_server import TestBucket, a_bucket

UNCHANGED = "nothing was changed; --dry-run=false really does it\n"


async def obey(command: type[Command], config: Config, **arguments: Any) -> str:
    """Run a command in this process and return what it prints."""
    out = StringIO()
    assert await command(Process(reactor, out)).run(config, Arguments(**arguments)) == 0
    return out.getvalue()


@asynccontextmanager
async def a_house(config: Config) -> AsyncIterator[MediaHouse]:
    async with opened(lay_foundations(config, reactor)) as instance:
        yield MediaHouse(Running(instance, 0))


def keys_in(root: Path, listing: str) -> set[str]:
    """Return what the lines of a listing are called in the store; they must be files."""
    lines = [Path(line) for line in listing.splitlines()]
    assert all(line.is_file() for line in lines)
    return {line.relative_to(root).as_posix() for line in lines}


async def test_old_files_are_counted_then_removed(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    async with a_house(config) as house:
        us, them = an_account("us"), an_account("them", "far.example")
        await keep(house.db, us, them)
        await house.media(them, age=8, status_id="S")
        forgotten, kept = await house.media(us, age=2), await house.media(us, age=20, status_id="S")
        house.write(f"{us.id}/avatar/small/01BX5ZZKBKACTAV9WEVGEMMVRZ.webp", 1024, age=2)
        (house.blobs.root / forgotten.small_key).unlink()
    remote = "of other servers, fetched again when wanted: 1 (1.5 KiB)\n"
    unused, orphans = "that nothing uses: 1 (1.5 KiB)\n", "files without a row: 1 (1.0 KiB)\n"
    lost = "rows without their file: 1\n"
    assert await obey(AdminMediaPruneAll, config) == remote + unused + orphans + lost + UNCHANGED
    assert await obey(AdminMediaPruneRemote, config) == remote + unused + UNCHANGED
    assert await obey(AdminMediaPruneOrphaned, config) == orphans + lost + UNCHANGED
    assert await obey(AdminMediaPruneRemote, config, dry_run=False) == remote + unused
    assert await obey(AdminMediaPruneAll, config, dry_run=False) == (
        "of other servers, fetched again when wanted: 0 (0 bytes)\nthat nothing uses: 0 (0 bytes)\n"
        f"{orphans}rows without their file: 0\n"
    )
    async with a_house(config) as house:
        assert house.files() == keys_of(kept)


async def test_paths_are_listed(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    async with a_house(config) as house:
        us, them = an_account("us"), an_account("them", "far.example")
        await keep(house.db, us, them)
        ours, theirs = await house.media(us), await house.media(them)
        await house.media(them, is_cached=False)
        our_emoji, their_emoji = await house.emoji("ours"), await house.emoji("theirs", "far.example")
        root = house.blobs.root

    async def listed(command: type[Command], **arguments: bool) -> set[str]:
        return keys_in(root, await obey(command, config, **arguments))

    assert await listed(AdminMediaListAttachments) == keys_of(ours, theirs)
    assert await listed(AdminMediaListAttachments, local_only=True) == keys_of(ours)
    assert await listed(AdminMediaListAttachments, remote_only=True) == keys_of(theirs)
    assert await listed(AdminMediaListEmojis) == keys_of(our_emoji, their_emoji)
    assert await listed(AdminMediaListEmojis, remote_only=True) == keys_of(their_emoji)
    with pytest.raises(Misconfigured, match="exclude each other"):
        await obey(AdminMediaListEmojis, config, remote_only=True, local_only=True)


async def test_room_is_told_by_domain_and_kind(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path, media={"cache_max_size": 10 * 1024})
    nothing = "media of other servers: 0 bytes of 10.0 KiB; of this one: 0 bytes\n"
    assert await obey(AdminMediaUsage, config) == nothing
    async with a_house(config) as house:
        us, them = an_account("us"), an_account("them", "far.example")
        await keep(house.db, us, them)
        for media in (us, them, them):
            await house.media(media)
        await house.media(them, role="avatar")
        await house.emoji("ours")
    table, total = (await obey(AdminMediaUsage, config)).split("\n\n")
    rows = [[cell.strip() for cell in line.split("\t")] for line in table.splitlines()]
    assert rows == [
        ["from", "attachments", "avatars", "headers", "emojis", "files", "room"],
        ["far.example", "2.9 KiB", "1.5 KiB", "0 bytes", "0 bytes", "3", "4.4 KiB"],
        ["here", "1.5 KiB", "0 bytes", "0 bytes", "150 bytes", "2", "1.6 KiB"],
    ]
    assert total == "media of other servers: 4.4 KiB of 10.0 KiB; of this one: 1.6 KiB\n"
    assert len((await obey(AdminMediaUsage, config, limit=1)).splitlines()) == 4


@pytest.fixture
def place() -> Iterator[TestBucket]:
    with a_bucket() as made:
        yield made


def with_bucket(place: TestBucket, **more: Any) -> dict[str, Any]:
    """Return the settings of the store for a bucket."""
    return {
        "s3_endpoint": place.bucket.endpoint,
        "s3_bucket": place.bucket.name,
        "s3_access_key": place.bucket.access_key,
        "s3_secret_key": place.bucket.secret_key,
        "s3_use_ssl": False,
        **more,
    }


async def test_files_move_into_a_bucket_and_back(tmp_path: Path, place: TestBucket) -> None:
    config = await a_config("sqlite", tmp_path, storage=with_bucket(place))
    async with a_house(config) as house:
        us, them = an_account("us"), an_account("them", "far.example")
        await keep(house.db, us, them)
        media = [await house.media(one) for one in (us, us, them)]
    keys = keys_of(*media)
    moved, already = "moved: 6 (4.4 KiB)\n", "there already: 0 (0 bytes)\n"
    assert await obey(AdminMediaMove, config, to="s3") == moved + already + UNCHANGED
    assert place.objects() == []
    copied = await obey(AdminMediaMove, config, to="s3", dry_run=False, keep=True)
    assert copied == "copied: 6 (4.4 KiB)\n" + already
    assert set(place.objects()) == keys == house.files()
    # Started again: what is there already is known, what was cut off is not.
    place.client.put_object(Bucket=place.bucket.name, Key=media[0].file_key, Body=b"half")
    again = await obey(AdminMediaMove, config, to="s3", dry_run=False)
    assert again == "moved: 1 (1000 bytes)\nthere already: 5 (3.4 KiB)\n"
    assert set(place.objects()) == keys
    assert house.files() == set()
    assert await obey(AdminMediaMove, config, to="local", dry_run=False) == moved + already
    assert house.files() == keys
    assert place.objects() == []
    assert [path for path in (tmp_path / "storage").rglob("tmp/*") if path.is_file()] == []


async def test_pruning_works_on_a_bucket_too(tmp_path: Path, place: TestBucket) -> None:
    config = await a_config("sqlite", tmp_path, storage=with_bucket(place))
    async with a_house(config) as house:
        them = an_account("them", "far.example")
        await keep(house.db, them)
        old = await house.media(them, age=8, status_id="S")
        young = await house.media(them, age=1, status_id="S")
    await obey(AdminMediaMove, config, to="s3", dry_run=False)
    far = attrs.evolve(config, storage=attrs.evolve(config.storage, backend="s3"))
    pruned = await obey(AdminMediaPruneAll, far, dry_run=False)
    assert pruned.startswith("of other servers, fetched again when wanted: 1 ")
    assert pruned.endswith("rows without their file: 0\n")
    assert set(place.objects()) == keys_of(young)
    assert old.file_key not in place.objects()
    with pytest.raises(Misconfigured, match="no paths"):
        await obey(AdminMediaListAttachments, far)


async def test_both_stores_must_be_configured_to_move(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    with pytest.raises(Misconfigured, match="storage-s3-endpoint and storage-s3-bucket is not set"):
        await obey(AdminMediaMove, config, to="s3")
