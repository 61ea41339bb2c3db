"""Hostile headers cost no more than twice as much when they are twice as long.

Counted are lines of Python that run, libraries included, so the result does not depend on the machine.
"""

from collections.abc import Callable

import pytest

from gotosocial.crypto.http_signatures import read_claims
from gotosocial.crypto.public_keys import read_multikey, read_public_key
from gotosocial.errors import Trouble
from tests.unit.crypto.signed import NOW, received
from tests.unit.text.checks import lines_run

LENGTH = 2000
WHOLE = '("@method" "@target-uri" "content-digest")'

FAMILIES: dict[str, Callable[[int], dict[str, str]]] = {
    "parameters": lambda n: {"signature": 'a="b",' * (n // 6)},
    "different parameters": lambda n: {"signature": ",".join(f'a{step}="b"' for step in range(n // 8))},
    "blanks": lambda n: {"signature": " " * n},
    "blanks in a parameter": lambda n: {"signature": "a" + " " * n + '="b"'},
    "a value that never ends": lambda n: {"signature": 'keyId="' + "x" * n},
    "values that never end": lambda n: {"signature": 'keyId="' * (n // 7)},
    "a long bare value": lambda n: {"signature": "a=" + "1" * n + " x"},
    "covered headers": lambda n: {
        "signature": f'keyId="x",signature="AAAA",headers="{" ".join(f"a{step}" for step in range(n // 5))}"'
    },
    "base64": lambda n: {"signature": f'keyId="x",signature="{"A" * n}",headers="host"'},
    "authorization": lambda n: {"authorization": "Signature " + "a=b," * (n // 4)},
    "labels": lambda n: _rfc9421(", ".join(f"a{step}=()" for step in range(n // 8))),
    "items": lambda n: _rfc9421("a=(" + '"x" ' * (n // 4) + ")"),
    "open lists": lambda n: _rfc9421("a=" + "(" * n),
    "items with parameters": lambda n: _rfc9421("a=(" + '"x";y ' * (n // 6) + ")"),
    "parameters of a list": lambda n: _rfc9421("a=()" + "".join(f";b{step}" for step in range(n // 5))),
    "a string that never ends": lambda n: _rfc9421('a=("' + "x" * n),
    "escapes": lambda n: _rfc9421('a=("' + "\\" * n + '")'),
    "semicolons": lambda n: _rfc9421("a=()" + "; " * (n // 2)),
    "commas": lambda n: _rfc9421("a=()" + " ," * (n // 2)),
    "parts of the query": lambda n: _rfc9421(
        f'a=("@method" "@target-uri" "content-digest" {"".join(_query_params(n // 20))});created=1'
    ),
    "digests": lambda n: {"digest": "SHA-256=x," * (n // 10), "signature": ""},
    "content digests": lambda n: _rfc9421(f"a={WHOLE}") | {"content-digest": "sha-256=::," * (n // 11)},
    "dates": lambda n: {"date": "Fri, " * (n // 5), "signature": _enough()},
    "hosts": lambda n: {"host": "here.example," * (n // 13), "signature": _enough()},
}


def _rfc9421(signature_input: str) -> dict[str, str]:
    return {"signature-input": signature_input, "signature": "a=:AAAA:"}


def _query_params(count: int) -> list[str]:
    return [f'"@query-param";name="a{step}" ' for step in range(count)]


def _enough() -> str:
    return 'keyId="x",signature="AAAA",headers="(request-target) host date digest"'


def _read(headers: dict[str, str], target: str) -> None:
    try:
        read_claims(received(headers, target=target), now=NOW)
    except Trouble:
        return
    raise AssertionError("hostile headers were accepted")


@pytest.mark.parametrize("family", FAMILIES)
def test_the_cost_of_hostile_headers_grows_with_their_length(family: str) -> None:
    def cost(length: int) -> int:
        headers = FAMILIES[family](length)
        return lines_run(lambda: _read(headers, "/?" + "a=b&" * (length // 4)))

    cost(LENGTH)
    assert cost(2 * LENGTH) <= 2.5 * cost(LENGTH) + 50


@pytest.mark.parametrize("family", FAMILIES)
def test_huge_headers_cost_no_more_than_large_ones(family: str) -> None:
    headers = FAMILIES[family](8_000_000 if family == "blanks" else 200_000)
    assert lines_run(lambda: _read(headers, "/")) < 5000


@pytest.mark.parametrize("text", ["z" * 2000, "1" * 4000, "-----BEGIN PUBLIC KEY-----\n" + "A" * 100_000])
def test_hostile_keys_cost_little(text: str) -> None:
    def read() -> None:
        for reader in (read_multikey, read_public_key):
            try:
                reader(text)
            except Trouble:
                continue
            raise AssertionError("a hostile key was accepted")

    assert lines_run(read) < 10_000
