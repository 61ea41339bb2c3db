"""The real server with its media in a bucket: uploads go there, clients are sent there or served from it."""

from pathlib import Path

import pytest
import pytest_twisted
import requests

from tests.support.browser import sign_in
from tests.support.databases import KINDS
from tests.support.pictures import jpeg
from tests.support.s3_server import KEYS, a_bucket
from tests.support.server_process import PASSWORD, ServerProcess, database_flags, run_program


@pytest_twisted.async_fixture(params=KINDS)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, ...]:
    """The flags of an empty database."""
    return await database_flags(str(request.param), tmp_path)


def bucket_flags(endpoint: str, name: str, *more: str) -> tuple[str, ...]:
    return (
        "--storage-backend=s3",
        f"--storage-s3-endpoint={endpoint}",
        f"--storage-s3-bucket={name}",
        f"--storage-s3-access-key={KEYS['access_key']}",
        f"--storage-s3-secret-key={KEYS['secret_key']}",
        "--storage-s3-use-ssl=false",
        *more,
    )


@pytest.mark.parametrize("proxies", [True, False])
def test_a_picture_lives_in_the_bucket(database: tuple[str, ...], tmp_path: Path, proxies: bool) -> None:
    with a_bucket() as place:
        proxy = f"--storage-s3-proxy={'true' if proxies else 'false'}"
        flags = bucket_flags(place.bucket.endpoint, place.bucket.name, proxy)
        with ServerProcess(tmp_path, database, more=flags) as server:
            server.account("alice")
            alice = sign_in(server.url, "alice@localhost", PASSWORD)
            answer = alice.ask("POST", "/api/v2/media", files={"file": jpeg()})
            assert answer.status_code == 200, answer.text
            assert len(place.objects()) == 2
            served = requests.get(answer.json()["url"], timeout=30)
            assert (served.status_code, len(served.history)) == (200, 0 if proxies else 1)
            assert served.headers["Content-Type"] == "image/jpeg"
            part = requests.get(answer.json()["url"], headers={"Range": "bytes=0-9"}, timeout=30)
            assert (part.status_code, part.content) == (206, served.content[:10])
            assert alice.ask("DELETE", f"/api/v1/media/{answer.json()['id']}").status_code == 200
            assert place.objects() == []
            assert server.stop() == 0
        assert "Traceback" not in server.log(), server.log()


def test_a_bucket_that_is_not_there_keeps_the_server_from_starting(tmp_path: Path) -> None:
    with a_bucket() as place:
        flags = (
            *bucket_flags(place.bucket.endpoint, "no-such-bucket"),
            *("--host=localhost:1", "--db-type=sqlite", f"--db-address={tmp_path / 'x.db'}"),
            f"--storage-local-base-path={tmp_path / 'storage'}",
        )
        done = run_program("server", "start", flags=flags, cwd=tmp_path)
    assert done.returncode == 1
    assert "the bucket no-such-bucket cannot be used" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
