"""``gotosocial admin domain-blocks``: what the commands print and leave behind."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from twisted.internet import reactor

from gotosocial.app.build import lay_foundations
from gotosocial.app.commands.admin_domain_blocks_add import AdminDomainBlocksAdd
from gotosocial.app.commands.admin_domain_blocks_list import AdminDomainBlocksList
from gotosocial.app.commands.admin_domain_blocks_remove import AdminDomainBlocksRemove
from gotosocial.app.commands.domain_block_command import DomainBlockCommand
from gotosocial.app.opened import opened
from gotosocial.app.process import Process
from gotosocial.config.config import Config
from gotosocial.config.sections.command_line import Arguments
from gotosocial.errors import Invalid, NotFound, Refused
from tests.support.instance import HOST, a_config


async def obey(command: type[DomainBlockCommand], config: Config, **arguments: Any) -> str:
    """Run a command in this process and return what it prints."""
    out = StringIO()
    assert await command(Process(reactor, out)).run(config, Arguments(**arguments)) == 0
    return out.getvalue()


async def test_domains_are_blocked_listed_and_let_in_again(kind: str, tmp_path: Path) -> None:
    config = await a_config(kind, tmp_path)
    said = await obey(AdminDomainBlocksAdd, config, domain="Bad.Example", public_comment="spam\nand more")
    assert said.startswith("bad.example is blocked")
    head, line = (await obey(AdminDomainBlocksList, config)).strip().splitlines()
    assert head.split("\t")[0].strip() == "domain"
    assert [cell.strip() for cell in line.split("\t")][::2] == ["bad.example", "spam and more"]
    async with opened(lay_foundations(config, reactor)) as instance:
        jobs = await instance.cellar.engine.reads.scan("SELECT kind FROM jobs WHERE kind = 'DomainBlocked'")
        assert len(jobs) == 1
    assert "not blocked any more" in await obey(AdminDomainBlocksRemove, config, domain="bad.example")
    assert len((await obey(AdminDomainBlocksList, config)).strip().splitlines()) == 1


async def test_mistakes_are_told(kind: str, tmp_path: Path) -> None:
    config = await a_config(kind, tmp_path)
    with pytest.raises(NotFound):
        await obey(AdminDomainBlocksRemove, config, domain="nobody.example")
    with pytest.raises(Refused):
        await obey(AdminDomainBlocksAdd, config, domain=HOST)
    with pytest.raises(Invalid):
        await obey(AdminDomainBlocksAdd, config, domain="no domain")
