"""Sends bytes that come from elsewhere: the next piece is fetched when the client has taken the last one."""

from collections.abc import Awaitable, Callable

from twisted.internet.defer import Deferred
from twisted.logger import Logger

from gotosocial.errors import Trouble
from gotosocial.http.reply import Pieces
from gotosocial.util import flow

_log = Logger()


class PulledSource:
    """Pulls from where the bytes are and writes to the client; see ``exchange.Source``.

    At most one piece is on its way here; what fails or ends too early breaks the connection off, because the
    length was promised already.
    """

    def __init__(
        self, open_pieces: Callable[[], Awaitable[Pieces]], length: int, ended: Callable[[int], None]
    ) -> None:
        self._open = open_pieces
        self._left = length
        self._sent = 0
        self._ended = ended
        self._is_stopped = False
        self._is_paused = False
        self._room: Deferred[None] | None = None

    def start(self, write: Callable[[bytes], None], done: Callable[[bool], None]) -> None:
        """Begin; ``done`` is told whether everything was sent."""
        flow.start(self._run(write, done)).addErrback(lambda reason: _log.failure("a stream broke", reason))

    def pauseProducing(self) -> None:
        """Wait: the connection's buffer is full."""
        self._is_paused = True

    def resumeProducing(self) -> None:
        """Go on."""
        self._is_paused = False
        waiting, self._room = self._room, None
        if waiting is not None:
            waiting.callback(None)

    def stopProducing(self) -> None:
        """Fetch no more: the client has left."""
        self._is_stopped = True
        self.resumeProducing()

    async def _run(self, write: Callable[[bytes], None], done: Callable[[bool], None]) -> None:
        try:
            pieces = await self._open()
            try:
                await self._send(pieces, write)
            finally:
                await pieces.close()
        except Trouble as trouble:
            _log.warn("a file could not be sent to its end: {trouble}", trouble=trouble)
        finally:
            self._ended(self._sent)
            if not self._is_stopped:
                done(not self._left)

    async def _send(self, pieces: Pieces, write: Callable[[bytes], None]) -> None:
        while self._left and not self._is_stopped:
            if self._is_paused:
                self._room = Deferred()
                await self._room
                continue
            piece = (await pieces.read())[: self._left]
            if not piece:
                return
            if not self._is_stopped:
                self._left -= len(piece)
                self._sent += len(piece)
                write(piece)
