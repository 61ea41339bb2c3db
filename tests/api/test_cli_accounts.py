"""The commands for accounts: on a new database, beside a running server, and when they cannot be done."""

import re
from collections.abc import Awaitable, Callable
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import attrs
import pytest
from twisted.internet import reactor

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.account_command import AccountCommand
from gotosocial.app.commands.admin_account_confirm import AdminAccountConfirm
from gotosocial.app.commands.admin_account_create import AdminAccountCreate
from gotosocial.app.commands.admin_account_demote import AdminAccountDemote
from gotosocial.app.commands.admin_account_disable import AdminAccountDisable
from gotosocial.app.commands.admin_account_disable_2fa import AdminAccountDisable2fa
from gotosocial.app.commands.admin_account_enable import AdminAccountEnable
from gotosocial.app.commands.admin_account_list import AdminAccountList
from gotosocial.app.commands.admin_account_password import AdminAccountPassword
from gotosocial.app.commands.admin_account_promote import AdminAccountPromote
from gotosocial.app.opened import opened
from gotosocial.app.process import Process
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.crypto.passwords import verify_password
from gotosocial.errors import Conflict, Invalid, NotFound, Trouble
from gotosocial.models.user import User
from gotosocial.util.clock import SystemClock
from tests.support.builders import a_user, an_account
from tests.support.instance import Person, Running, a_config
from tests.support.keep import keep
from tests.support.server_process import PASSWORD, run_program
from tests.support.waiting import eventually
from tests.support.wire import Wire, request


async def obey(command: type[AccountCommand], config: Config, **arguments: Any) -> str:
    """Run a command in this process and return what it prints."""
    out = StringIO()
    code = await command(Process(reactor, out)).run(config, Arguments(**arguments))
    assert code == 0
    return out.getvalue()


async def the_user(config: Config, username: str) -> User:
    async with opened(lay_foundations(config, reactor)) as instance:
        db = instance.cellar.db
        account = await db.accounts.find_by_name(username)
        assert account is not None
        user = await db.users.find_by_account(account.id)
        assert user is not None
        return user


async def everything(config: Config) -> list[tuple[User, ...]]:
    async with opened(lay_foundations(config, reactor)) as instance:
        return [tuple(await instance.cellar.db.users.list_all())]


def rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.splitlines()]


async def test_a_new_database_gets_its_first_accounts_without_a_server(kind: str, tmp_path: Path) -> None:
    config = await a_config(kind, tmp_path)
    head = ["user", "account", "approved", "admin", "moderator", "suspended", "confirmed"]
    assert rows(await obey(AdminAccountList, config)) == [head]

    said = await obey(AdminAccountCreate, config, username="admin", email="Admin@localhost")
    password = re.search(r"^password: (\S{22})$", said, re.MULTILINE)
    assert password
    await obey(AdminAccountPromote, config, username="admin")
    said = await obey(AdminAccountCreate, config, username="bob_1", email="bob@b", password=PASSWORD)
    assert PASSWORD not in said
    assert "password" not in said

    user = await the_user(config, "admin")
    assert (user.email, user.may_sign_in) == ("admin@localhost", True)
    assert verify_password(password[1], user.password_hash)
    assert verify_password(PASSWORD, (await the_user(config, "bob_1")).password_hash)

    table = await obey(AdminAccountList, config)
    assert rows(table) == [
        head,
        ["admin", user.account_id, "yes", "yes", "yes", "no", "yes"],
        ["bob_1", (await the_user(config, "bob_1")).account_id, "yes", "no", "no", "no", "yes"],
    ]
    lines = table.splitlines()
    assert {line.index("yes") for line in lines[1:]} == {lines[0].index("approved")}
    assert lines[0].count("\t") == lines[1].count("\t") == 6


async def test_a_new_account_has_everything_that_federation_will_need(kind: str, tmp_path: Path) -> None:
    config = await a_config(kind, tmp_path)
    await obey(AdminAccountCreate, config, username="alice", email="a@b", password=PASSWORD)
    async with opened(lay_foundations(config, reactor)) as instance:
        db = instance.cellar.db
        alice, actor = await db.accounts.find_by_name("alice"), await db.accounts.find_by_name("here.example")
        assert alice is not None
        assert actor is not None
        assert (alice.uri, alice.public_key_uri) == (
            "http://here.example/users/alice",
            "http://here.example/users/alice#main-key",
        )
        for account in (alice, actor):
            assert "PUBLIC KEY" in account.public_key
            assert "PRIVATE KEY" in await db.accounts.private_key(account.id)
        assert await db.secrets.find("vapid")


async def test_confirm_takes_the_address_that_waits(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    account = an_account("carol")
    waiting = attrs.evolve(
        a_user(of=account),
        confirmed_at=None,
        is_approved=False,
        unconfirmed_email="carol@new.example",
        sign_up_ip="192.0.2.1",
    )
    async with opened(lay_foundations(config, reactor)) as instance:
        await keep(instance.cellar.db, account, waiting)
    before = SystemClock().now()
    assert await obey(AdminAccountConfirm, config, username="carol")
    user = await the_user(config, "carol")
    assert (user.email, user.unconfirmed_email, user.sign_up_ip) == ("carol@new.example", "", "")
    assert user.may_sign_in
    assert user.confirmed_at is not None
    assert (user.confirmed_at - before).total_seconds() > -1


async def test_each_switch_can_be_turned_back(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    await obey(AdminAccountCreate, config, username="dora", email="dora@localhost", password=PASSWORD)
    first = await the_user(config, "dora")
    for there, back, name in (
        (AdminAccountPromote, AdminAccountDemote, "is_admin"),
        (AdminAccountDisable, AdminAccountEnable, "is_disabled"),
    ):
        for _ in range(2):
            await obey(there, config, username="dora")
            assert getattr(await the_user(config, "dora"), name)
        await obey(back, config, username="dora")
        assert await the_user(config, "dora") == first


async def test_a_lost_second_factor_is_removed(tmp_path: Path) -> None:
    config = await a_config("sqlite", tmp_path)
    account = an_account("erin")
    locked_out = attrs.evolve(
        a_user(of=account), two_factor_secret="SECRET", two_factor_enabled_at=SystemClock().now()
    )
    async with opened(lay_foundations(config, reactor)) as instance:
        await keep(instance.cellar.db, account, locked_out)
    assert "2fa disabled" in await obey(AdminAccountDisable2fa, config, username="erin")
    user = await the_user(config, "erin")
    assert (user.two_factor_secret, user.two_factor_enabled_at) == ("", None)


@pytest.mark.parametrize(
    ("command", "arguments", "kind_of_trouble", "words"),
    [
        (AdminAccountCreate, {"username": "Bob", "email": "b@b"}, Invalid, "lower-case"),
        (AdminAccountCreate, {"username": "b" * 65, "email": "b@b"}, Invalid, "1 to 64"),
        (AdminAccountCreate, {"username": "bob", "email": "b"}, Invalid, "not an email address"),
        (AdminAccountCreate, {"username": "bob", "email": "b@b", "password": "x"}, Invalid, "strong enough"),
        (AdminAccountCreate, {"username": "bob", "email": "b@b", "password": "x" * 73}, Invalid, "72"),
        (AdminAccountCreate, {"username": "alice", "email": "b@b"}, Conflict, "alice is taken"),
        (AdminAccountCreate, {"username": "bob", "email": "ALICE@localhost"}, Conflict, "in use"),
        (AdminAccountPassword, {"username": "alice", "password": "x"}, Invalid, "strong enough"),
        (AdminAccountPassword, {"username": "nobody", "password": PASSWORD}, NotFound, "account nobody"),
        (AdminAccountPromote, {"username": "here.example"}, NotFound, "no local account here.example"),
        *(
            (command, {"username": "nobody"}, NotFound, "no local account nobody")
            for command in (
                *(AdminAccountConfirm, AdminAccountPromote, AdminAccountDemote, AdminAccountDisable),
                *(AdminAccountEnable, AdminAccountDisable2fa),
            )
        ),
    ],
)
async def test_what_cannot_be_done_changes_nothing(
    tmp_path: Path,
    command: type[AccountCommand],
    arguments: dict[str, str],
    kind_of_trouble: type[Trouble],
    words: str,
) -> None:
    config = await a_config("sqlite", tmp_path)
    account = an_account("alice")
    async with opened(lay_foundations(config, reactor)) as instance:
        await keep(instance.cellar.db, account, attrs.evolve(a_user(of=account), email="alice@localhost"))
    before = await everything(config)
    with pytest.raises(kind_of_trouble, match=words):
        await obey(command, config, **arguments)
    assert await everything(config) == before


async def test_a_running_server_hears_of_every_change(server: Running) -> None:
    alice, bob = await server.person("alice"), await server.person("bob")

    async def role() -> Any:
        return (await alice.get("/api/v1/accounts/verify_credentials")).json["role"]["name"]

    async def status() -> Any:
        return (await alice.get("/api/v1/accounts/verify_credentials")).status

    async def seen_by_bob() -> Any:
        return (await bob.get(f"/api/v1/accounts/{alice.id}")).status

    assert (await role(), await status(), await seen_by_bob()) == ("user", 200, 200)
    await beside(server, "promote", "--username", "alice")
    await becomes(role, "admin")
    await beside(server, "demote", "--username", "alice")
    await becomes(role, "user")

    stream = await open_stream(server, alice)
    await beside(server, "disable", "--username", "alice")
    await becomes(status, 403)
    await stream.closed()
    await becomes(seen_by_bob, 404)
    await beside(server, "enable", "--username", "alice")
    await becomes(status, 200)
    await becomes(seen_by_bob, 200)

    await beside(server, "password", "--username", "alice", "--password", PASSWORD)
    await becomes(status, 401)
    user = await server.instance.cellar.db.users.get(alice.user.id)
    assert verify_password(PASSWORD, user.password_hash)
    assert (await bob.get("/api/v1/accounts/verify_credentials")).status == 200

    await beside(server, "create", "--username", "newcomer", "--email", "new@localhost")

    async def found() -> Any:
        return (await bob.get("/api/v1/accounts/lookup", acct="newcomer")).status

    await becomes(found, 200)


async def test_an_error_is_one_clear_line_beside_a_running_server(server: Running) -> None:
    done = await command(server, "promote", "--username", "nobody")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "gotosocial: there is no local account nobody\n"


@pytest.mark.parametrize(
    "flags",
    [
        ("--db-type=sqlite", "--db-address=/no/such/folder/x.db"),
        ("--db-type=sqlite", f"--db-address={__file__}"),
        ("--db-type=postgres", "--db-address=127.0.0.1", "--db-port=1", "--db-user=x"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_in_one_line(flags: tuple[str, ...]) -> None:
    done = run_program("admin", "account", "list", "--host=here.example", *flags)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("gotosocial: ")
    assert done.stderr.count("\n") == 1, done.stderr


def test_a_command_says_what_it_needs() -> None:
    done = run_program("admin", "account", "create", "--host=here.example")
    assert done.stderr == "gotosocial: admin account create needs --username and --email\n"
    assert done.returncode == 1


async def open_stream(server: Running, person: Person) -> Wire:
    wire = await server.open()
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Authorization": f"Bearer {person.token}",
    }
    wire.send(request("GET", "/api/v1/streaming?stream=user", handshake))
    status, _ = await wire.head()
    assert status == 101
    return wire


async def command(server: Running, verb: str, *argv: str) -> "CompletedProcess[str]":
    """Run a command as a process of its own on the database of the server, which goes on meanwhile."""
    config = server.instance.base.config
    database = config.database
    flags = (
        f"--host={config.general.host}",
        "--protocol=http",
        "--log-level=error",
        f"--storage-local-base-path={config.storage.local_base_path}",
        f"--db-type={database.type}",
        f"--db-address={database.address}",
        f"--db-user={database.user}",
        f"--db-database={database.database}",
    )

    def run() -> "CompletedProcess[str]":
        return run_program("admin", "account", verb, *argv, flags=flags)

    return await server.instance.base.files.run(run)


async def beside(server: Running, verb: str, *argv: str) -> None:
    done = await command(server, verb, *argv)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


async def becomes(look: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    """Look again until the answer is the wanted one: a running server hears a little later."""
    await eventually(look, lambda seen: seen == wanted)
