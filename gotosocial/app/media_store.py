"""Floor 3, the part that keeps media: a folder or a bucket, whichever the configuration names."""

from pathlib import Path
from urllib.parse import urlsplit

from gotosocial.app.bundles import Foundations
from gotosocial.config.sections.storage import Storage
from gotosocial.storage.blobs import BlobStore
from gotosocial.storage.blobs_local import LocalBlobs


def open_blobs(base: Foundations, backend: str) -> BlobStore:
    """Return the store of the backend, ``local`` or ``s3``; nothing is opened yet."""
    if backend == "local":
        return LocalBlobs(Path(base.config.storage.local_base_path), base.files)
    # Imported here because boto3 costs 25 MiB, which an instance with files on its disk does not need.
    from gotosocial.storage.blobs_s3 import Bucket, open_bucket

    storage = base.config.storage
    bucket = Bucket(
        endpoint=storage.s3_endpoint,
        name=storage.s3_bucket,
        access_key=storage.s3_access_key,
        secret_key=storage.s3_secret_key,
        region=storage.s3_region,
        prefix=storage.s3_key_prefix,
        lookup=storage.s3_bucket_lookup,
        is_encrypted=storage.s3_use_ssl,
        proxies=storage.s3_proxy,
        redirect_url=storage.s3_redirect_url,
    )
    return open_bucket(bucket, base.files, base.clock)


def media_origins(storage: Storage) -> tuple[str, ...]:
    """Return from where else than this server its media come, for pages that show them."""
    if storage.backend == "local" or storage.s3_proxy:
        return ()
    if storage.s3_redirect_url:
        parts = urlsplit(storage.s3_redirect_url)
        return (f"{parts.scheme}://{parts.netloc}",)
    scheme = "https" if storage.s3_use_ssl else "http"
    hosts = (storage.s3_endpoint, f"{storage.s3_bucket}.{storage.s3_endpoint}")
    return tuple(f"{scheme}://{host}" for host in hosts)
