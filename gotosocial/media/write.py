"""Writing many pieces of a file through a descriptor that is open already."""

import os

_PIECES_AT_ONCE = 512


def write(descriptor: int, pieces: list[memoryview]) -> None:
    """Write all pieces, in order; raises OSError where there is no room."""
    for start in range(0, len(pieces), _PIECES_AT_ONCE):
        some = pieces[start : start + _PIECES_AT_ONCE]
        written = os.writev(descriptor, some)
        if written < sum(len(piece) for piece in some):
            for rest in _after(some, written):
                _write_all(descriptor, rest)


def _after(pieces: list[memoryview], written: int) -> list[memoryview]:
    """Return what a short write left over."""
    rest = []
    for piece in pieces:
        rest.append(piece[min(written, len(piece)) :])
        written -= min(written, len(piece))
    return rest


def _write_all(descriptor: int, piece: memoryview) -> None:
    while piece:
        piece = piece[os.write(descriptor, piece) :]
