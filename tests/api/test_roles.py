"""Processes with one role each, on one database: what one makes, another works on as soon as it is told."""

from pathlib import Path

import attrs

from gotosocial.config.sections.processes import Processes
from tests.support.instance import a_config, started
from tests.support.waiting import wait

PATIENCE = 20
"""Seconds; a runner looks by itself for jobs of which nobody has told it once in a minute."""


async def test_posts_reach_followers_through_another_process(tmp_path: Path) -> None:
    config = await a_config("postgres", tmp_path, processes={"roles": ("client",)})
    behind = attrs.evolve(config, processes=Processes(roles=("background",)))
    async with started(config) as front, started(behind) as back:
        alice, bob = await front.person("alice"), await front.person("bob")
        await bob.post(f"/api/v1/accounts/{alice.id}/follow")
        # This process has no lanes, so nothing is left to settle in it.
        posted = await alice.publish("hello")
        home: list[str] = []
        for _ in range(PATIENCE * 10):
            home = [one["id"] for one in (await bob.get("/api/v1/timelines/home")).json]
            if home:
                break
            await wait(0.1)
        assert home == [posted["id"]]

        asked = ("/readyz", "/api/v2/instance", "/users/alice")
        assert [(await front.ask("GET", path)).status for path in asked] == [200, 200, 404]
        assert [(await back.ask("GET", path)).status for path in asked] == [200, 404, 404]
