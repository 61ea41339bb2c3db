"""``gotosocial admin deliveries``: what the commands print, and that a running server hears of them."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from twisted.internet import reactor

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.admin_deliveries_drop import AdminDeliveriesDrop
from gotosocial.app.commands.admin_deliveries_list import AdminDeliveriesList
from gotosocial.app.commands.admin_deliveries_retry import AdminDeliveriesRetry
from gotosocial.app.commands.delivery_command import DeliveryCommand
from gotosocial.app.opened import opened
from gotosocial.app.process import Process
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.crypto.keys import new_rsa_pair
from gotosocial.errors import Invalid, NotFound
from gotosocial.federation.sender.outbox import Parcel
from gotosocial.models.delivery import DeliveryResult, DeliveryState
from gotosocial.storage.stores import Transaction
from tests.support.builders import an_account
from tests.support.instance import a_config
from tests.support.rude_server import RudeServer, says
from tests.support.server_process import ServerProcess, database_flags
from tests.support.waiting import eventually, until

INBOXES = ("https://a.invalid/inbox", "https://b.invalid/inbox")
ABOUT = "https://here.example/1"


async def obey(command: type[DeliveryCommand], config: Config, **arguments: Any) -> str:
    """Run a command in this process and return what it prints."""
    out = StringIO()
    assert await command(Process(reactor, out)).run(config, Arguments(**arguments)) == 0
    return out.getvalue()


async def fill(config: Config, *inboxes: str) -> None:
    """Let an activity of somebody with a key wait."""
    async with opened(lay_foundations(config, reactor)) as instance:
        pair = new_rsa_pair()
        author = an_account("author", public_key=pair.public)
        parcel = Parcel(activity_uri=f"{ABOUT}#Create", body=b"{}", signer_id=author.id, object_uri=ABOUT)

        async def deed(t: Transaction) -> None:
            await t.accounts.insert(author, pair.private)
            await instance.near.abroad.outbox.send(t, parcel, inboxes)

        await instance.cellar.db.transact(deed)


async def settle(config: Config, number: int, state: DeliveryState) -> None:
    """Let an attempt have come to something."""
    async with opened(lay_foundations(config, reactor)) as instance:
        result = DeliveryResult(id=number, state=state, answer="422 No", tried_at=1_700_000_000_000)
        await instance.cellar.db.deliveries.settle([result])


async def test_the_list_says_what_became_of_each(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    assert await obey(AdminDeliveriesList, config) == (
        "no deliveries\n\n0 waiting, 0 delivered, 0 gone, 0 failed, 0 dropped\n"
    )
    await fill(config, *INBOXES)
    await settle(config, 1, DeliveryState.FAILED)
    async with opened(lay_foundations(config, reactor)) as instance:
        await instance.near.abroad.destinations.failed("b.invalid", "no connection in time")
    table, hosts, counts = (await obey(AdminDeliveriesList, config)).split("\n\n")
    head, second, first = [[cell.strip() for cell in line.split("\t")] for line in table.splitlines()]
    assert head == ["delivery", "state", "tries", "last try", "next try", "last answer", "inbox", "about"]
    assert first == ["1", "failed", "1", "2023-11-14 22:13:20", "-", "422 No", INBOXES[0], ABOUT]
    why = "its server does not answer: no connection in time"
    assert (second[:4], second[5:]) == (["2", "waiting", "0", "-"], [why, INBOXES[1], ABOUT])
    assert second[4].startswith("20")
    assert [cell.strip() for cell in hosts.splitlines()[1].split("\t")][0::3] == ["b.invalid", "1"]
    assert counts == "1 waiting, 0 delivered, 0 gone, 1 failed, 0 dropped\n"
    only = await obey(AdminDeliveriesList, config, destination="a.invalid", state="failed")
    assert len(only.splitlines()) == 2
    assert len((await obey(AdminDeliveriesList, config, status=ABOUT, limit=1)).splitlines()) == 2


async def test_deliveries_are_retried_and_dropped(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    await fill(config, *INBOXES)
    await settle(config, 1, DeliveryState.FAILED)
    assert await obey(AdminDeliveriesRetry, config, delivery=1) == "tried again: 1\n"
    assert await obey(AdminDeliveriesDrop, config, destination="b.invalid") == "dropped: 1\n"
    assert await obey(AdminDeliveriesDrop, config, status=ABOUT) == "dropped: 1\n"
    assert await obey(AdminDeliveriesRetry, config, status=ABOUT, state="dropped") == "tried again: 2\n"


async def test_it_has_to_be_said_which(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    for command in (AdminDeliveriesRetry, AdminDeliveriesDrop):
        with pytest.raises(Invalid, match="say which"):
            await obey(command, config)
        with pytest.raises(NotFound):
            await obey(command, config, status="01ARZ3NDEKTSV4RRFFQ69G5FAV")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_running_server_hears_of_a_retry(kind: str, tmp_path: Path) -> None:
    far = RudeServer(scripts={"/inbox": says(422)})
    port = far.listen()
    more = ("--http-client-insecure-outgoing", "--http-client-allow-ips=127.0.0.0/8")
    flags = await database_flags(kind, tmp_path)
    with ServerProcess(tmp_path, flags, more=more) as server:
        config = await _config_of(kind, flags, server)

        async def listed() -> str:
            return await obey(AdminDeliveriesList, config)

        await fill(config, f"http://localhost:{port}/inbox")
        await until(lambda: len(far.asked) == 1)
        await eventually(listed, lambda text: "1 failed" in text)
        far.scripts["/inbox"] = says(202)
        done = server.command("admin", "deliveries", "retry", "--status", ABOUT)
        assert (done.stdout, done.returncode) == ("tried again: 1\n", 0)
        await until(lambda: len(far.asked) == 2)
        await eventually(listed, lambda text: "1 delivered" in text)
    await far.stop()


async def _config_of(kind: str, flags: tuple[str, ...], server: ServerProcess) -> Config:
    """Return a configuration for the database that the flags name."""
    named = dict(flag.removeprefix("--db-").split("=", 1) for flag in flags)
    database: dict[str, Any] = {"type": kind, "address": named["address"]}
    if kind == "postgres":
        database |= {"user": named["user"], "database": named["database"]}
    host = {"host": f"localhost:{server.port}", "protocol": "http"}
    return await a_config("sqlite", server.folder, database=database, general=host)
