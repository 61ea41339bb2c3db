"""A block, told to whom it concerns so that both servers keep the two apart."""

from gotosocial.activitypub.write.context import Document
from gotosocial.models.account import Account
from gotosocial.models.block import Block


def write_block(block: Block, by: Account, of: Account) -> Document:
    """Return the Block of ``of`` by ``by``."""
    return {"id": block.uri, "type": "Block", "actor": by.uri, "object": of.uri, "to": [of.uri]}
