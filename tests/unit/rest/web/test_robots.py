"""robots.txt by a reader of robots.txt."""

from urllib.robotparser import RobotFileParser

from gotosocial.rest.web.robots import UNWELCOME, robots_text


def reader(*, shows_nodeinfo: bool) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(robots_text(shows_nodeinfo=shows_nodeinfo).splitlines())
    return parser


def test_collectors_of_training_data_may_read_nothing() -> None:
    parser = reader(shows_nodeinfo=True)
    assert len(UNWELCOME) >= 60
    assert len(set(UNWELCOME)) == len(UNWELCOME)
    for name in ("GPTBot", "CCBot", "ClaudeBot", "Google-Extended", "Bytespider"):
        assert not parser.can_fetch(name, "https://here.example/@alice")


def test_search_engines_may_read_pages_and_nothing_private() -> None:
    parser = reader(shows_nodeinfo=True)
    assert parser.can_fetch("Searcher", "https://here.example/")
    assert parser.can_fetch("Searcher", "https://here.example/@alice")
    for path in ("/api/v1/instance", "/auth/sign_in", "/oauth/authorize", "/fileserver/x", "/settings/user"):
        assert not parser.can_fetch("Searcher", f"https://here.example{path}")


def test_nodeinfo_is_closed_unless_the_admin_serves_the_numbers() -> None:
    assert reader(shows_nodeinfo=True).can_fetch("Counter", "https://here.example/nodeinfo/2.0")
    assert not reader(shows_nodeinfo=False).can_fetch("Counter", "https://here.example/nodeinfo/2.0")
