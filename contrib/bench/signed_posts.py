"""Creates as other servers send them: a post with a mention, signed by its author, written ahead."""

import base64
import hashlib
import json
import time
from email.utils import formatdate
from pathlib import Path
from typing import Any

import attrs
from crowd import ACTIVITY_JSON, HOSTS, actor_uri
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
SIGNED = "(request-target) host date digest content-type"
WORDS = "Some words about this and that, as people write them on a quiet evening. " * 4
CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    {
        "ostatus": "http://ostatus.org#",
        "sensitive": "as:sensitive",
        "toot": "http://joinmastodon.org/ns#",
        "votersCount": "toot:votersCount",
        "Hashtag": "as:Hashtag",
    },
]


@attrs.frozen
class Signer:
    """Signs with the key that all actors of the crowd share. ``reader`` is who is mentioned."""

    key: rsa.RSAPrivateKey
    host: str
    reader: str

    def request(self, number: int, name: str) -> bytes:
        """Write the POST of one actor's post; that of half of the actors goes to the shared inbox."""
        body = json.dumps(self.create(number, name)).encode()
        path = "/inbox" if number // 2 % 2 else f"{self.reader.partition(self.host)[2]}/inbox"
        headers = {
            "host": self.host,
            "date": formatdate(usegmt=True),
            "digest": "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode(),
            "content-type": ACTIVITY_JSON,
        }
        values = {"(request-target)": f"post {path}", **headers}
        text = "\n".join(f"{one}: {values[one]}" for one in SIGNED.split())
        signature = self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        written = base64.b64encode(signature).decode()
        key_id = f"{actor_uri(number)}#main-key"
        headers["signature"] = (
            f'keyId="{key_id}",algorithm="rsa-sha256",headers="{SIGNED}",signature="{written}"'
        )
        lines = "".join(f"{one}: {value}\r\n" for one, value in headers.items())
        head = f"POST {path} HTTP/1.1\r\n{lines}user-agent: crowd\r\ncontent-length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def create(self, number: int, name: str) -> dict[str, Any]:
        """Return the Create of a public post."""
        actor, host = actor_uri(number), HOSTS[number % len(HOSTS)]
        note = f"{actor}/statuses/{name}"
        mention = f'<span class="h-card"><a href="{self.reader}" class="u-url mention">@<span>one</span></a>'
        content = f"<p>{mention}</span> post {name}</p><p>{WORDS}</p>"
        both = {"to": [PUBLIC], "cc": [f"{actor}/followers", self.reader], "published": now()}
        return {
            "@context": CONTEXT,
            "id": f"{note}/activity",
            "type": "Create",
            "actor": actor,
            **both,
            "object": {
                "id": note,
                "type": "Note",
                "summary": None,
                "inReplyTo": None,
                "url": f"https://{host}/@{number}/{name}",
                "attributedTo": actor,
                **both,
                "sensitive": False,
                "atomUri": note,
                "content": content,
                "contentMap": {"en": content},
                "attachment": [],
                "tag": [
                    {"type": "Mention", "href": self.reader, "name": "@one@localhost"},
                    {"type": "Hashtag", "href": f"https://{host}/tags/bench", "name": "#bench"},
                ],
                "replies": {
                    "id": f"{note}/replies",
                    "type": "Collection",
                    "first": {
                        "type": "CollectionPage",
                        "next": f"{note}/replies?page=true",
                        "partOf": f"{note}/replies",
                        "items": [],
                    },
                },
            },
        }


def now() -> str:
    """Return the time as Mastodon writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def signer_of(folder: Path, host: str, reader: str) -> Signer:
    """Return who signs, with the key that the crowd has written into the folder."""
    key = load_pem_private_key((folder / "actor.pem").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return Signer(key, host, reader)
