"""Where media files are kept."""

import attrs

from gotosocial.config.kinds import Flag, Text
from gotosocial.config.options import option


@attrs.frozen(kw_only=True)
class Storage:
    """A local folder, or a bucket of an S3 service."""

    backend: str = option(
        "storage-backend",
        Text(allowed=("local", "s3")),
        "local",
        "Keep media files in a folder or in a bucket.",
    )
    local_base_path: str = option(
        "storage-local-base-path",
        Text(),
        "storage",
        "local: the folder. It is made when it is missing.",
        example="/gotosocial/storage",
    )
    s3_endpoint: str = option(
        "storage-s3-endpoint",
        Text(),
        "",
        "s3: host name of the service, with its port if it has its own.",
        example="minio:9000",
    )
    s3_access_key: str = option("storage-s3-access-key", Text(), "", "s3: access key.")
    s3_secret_key: str = option("storage-s3-secret-key", Text(), "", "s3: secret key.", secret=True)
    s3_region: str = option(
        "storage-s3-region",
        Text(),
        "",
        "s3: region of the bucket; empty for the one in the endpoint's name, else us-east-1.",
        example="eu-west-1",
    )
    s3_use_ssl: bool = option("storage-s3-use-ssl", Flag(), True, "s3: use TLS.")
    s3_bucket: str = option(
        "storage-s3-bucket", Text(), "", "s3: name of the bucket, which must exist.", example="gotosocial"
    )
    s3_proxy: bool = option(
        "storage-s3-proxy",
        Flag(),
        False,
        "s3: pass files through this server in place of sending the client to the bucket.",
    )
    s3_redirect_url: str = option(
        "storage-s3-redirect-url",
        Text(),
        "",
        "s3: begin the addresses to which clients are sent with this, in place of signed ones of the "
        "bucket; without a slash at its end.",
        example="https://cdn.example.org",
    )
    s3_bucket_lookup: str = option(
        "storage-s3-bucket-lookup",
        Text(allowed=("auto", "dns", "path")),
        "auto",
        "s3: whether the bucket's name stands in the host name or in the path.",
    )
    s3_key_prefix: str = option(
        "storage-s3-key-prefix", Text(), "", "s3: what all object keys begin with.", example="gotosocial/"
    )
