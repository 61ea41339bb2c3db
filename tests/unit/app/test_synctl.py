"""Where synctl looks for the server."""

import pytest

from gotosocial.app.synctl import reached_at


@pytest.mark.parametrize(
    ("bind_address", "host"),
    [
        ("", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("192.0.2.7", "192.0.2.7"),
        ("[::]", "::1"),
        ("::", "::1"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("localhost", "localhost"),
    ],
)
def test_who_listens_everywhere_is_reached_from_here(bind_address: str, host: str) -> None:
    assert reached_at(bind_address) == host
