"""A real S3 service on this machine, one for all tests of a process; each test gets a bucket of its own."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import attrs
import boto3
from moto.server import ThreadedMotoServer

from gotosocial.storage.blobs_s3 import Bucket

KEYS = {"access_key": "somebody", "secret_key": "a secret"}


@cache
def s3_endpoint() -> str:
    """Start the service and return its host and port; it ends with the process."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"{host}:{port}"


@attrs.frozen
class TestBucket:
    """An empty bucket, and the eyes of its owner."""

    __test__ = False
    bucket: Bucket
    client: Any

    def objects(self) -> list[str]:
        """Return the keys of everything in it."""
        listed = self.client.list_objects_v2(Bucket=self.bucket.name)
        return [one["Key"] for one in listed.get("Contents", ())]


@contextmanager
def a_bucket(**changes: Any) -> Iterator[TestBucket]:
    """Make a bucket; ``changes`` are other settings of the store."""
    endpoint, name = s3_endpoint(), f"test-{secrets.token_hex(6)}"
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{endpoint}",
        region_name="us-east-1",
        aws_access_key_id=KEYS["access_key"],
        aws_secret_access_key=KEYS["secret_key"],
    )
    client.create_bucket(Bucket=name)
    bucket = Bucket(endpoint=endpoint, name=name, is_encrypted=False, **KEYS)
    yield TestBucket(attrs.evolve(bucket, **changes), client)
    client.close()
