"""The way of every request: limits, token, form, door, answer.

The problem: a door must be two plain lines, so everything that doors have in common happens here, once.

    headers there   Admission.admit   route, rate limit, User-Agent, Accept, size, is there a token
    body there      Pipeline.serve    throttle -> token and scope -> form -> door -> reply

Invariants: a visit is answered exactly once; a door that was started runs to its end whether or not the
client still listens (nothing here is ever cancelled); its temporary files are removed after that and the
slot of the throttle given back. Failures: every exception becomes an answer; only what is no Trouble is
logged as an error.
"""

from collections.abc import Mapping
from typing import Any

import attrs
from twisted.logger import Logger
from twisted.python.failure import Failure

from gotosocial.errors import Overloaded, Trouble
from gotosocial.http.admission import Admission
from gotosocial.http.answers import Answers
from gotosocial.http.bodies import Discard, Memory
from gotosocial.http.call import Call
from gotosocial.http.exchange import Exchange
from gotosocial.http.forms import read_tree
from gotosocial.http.kept import KeptReplies
from gotosocial.http.reply import AnyReply
from gotosocial.http.routes import Group, Route
from gotosocial.http.throttle import Throttle
from gotosocial.http.tokens import Doorkeeper
from gotosocial.http.visit import Visit
from gotosocial.models.fields import Fields
from gotosocial.models.requester import Requester
from gotosocial.util import flow
from gotosocial.util.context import request_id

_log = Logger()


@attrs.define
class Pipeline:
    """Composes everything between a carrier and the doors."""

    _admission: Admission
    _doorkeeper: Doorkeeper
    _throttles: Mapping[Group, Throttle]
    _answers: Answers
    _origin: str
    _kept: KeptReplies
    _kept_things: KeptReplies
    running: int = attrs.field(default=0, init=False)
    """How many requests have been served and not yet answered."""

    def admit(self, exchange: Exchange, length: int | None) -> Visit:
        """Look at the headers of a request."""
        return self._admission.admit(exchange, length)

    def serve(self, visit: Visit) -> None:
        """Answer a request; returns at once when the door waits."""
        self.running += 1
        mark = request_id.set(visit.request_id)
        try:
            waiting = flow.begin(self._serve(visit))
            if waiting is not None:
                waiting.addErrback(self._lost)
        finally:
            request_id.reset(mark)

    async def _serve(self, visit: Visit) -> None:
        try:
            try:
                if visit.refusal is not None:
                    raise visit.refusal
                reply = await self._through_throttle(visit)
                if not visit.exchange.is_gone:
                    self._answers.send(visit, reply)
            finally:
                visit.sink.close()
        except Exception as error:
            if visit.exchange.is_gone:
                _note_unheard(error)
            else:
                self._answers.fail(visit, error)
        finally:
            self.running -= 1

    async def _through_throttle(self, visit: Visit) -> AnyReply:
        assert visit.found is not None
        route = visit.found.mounted.route
        throttle = self._throttles[route.group]
        waiting = throttle.enter()
        if waiting is not None:
            await waiting
        try:
            if waiting is not None and visit.exchange.is_gone:
                raise Overloaded(detail="the client left while it waited")
            return await self._enter(visit, route, visit.found.args)
        finally:
            throttle.leave()

    async def _enter(self, visit: Visit, route: Route, args: dict[str, str]) -> AnyReply:
        assert visit.found is not None
        exchange = visit.exchange
        requester = await self._doorkeeper.admit(route, visit.token) if route.auth != "none" else None
        # A body may ask something too, and is no part of the key.
        if not route.is_kept or not isinstance(visit.sink, Discard):
            return await visit.found.mounted.door(self._call(visit, route, args, requester))
        key = (
            requester.account_id if requester is not None else None,
            exchange.raw_path.decode("latin-1"),
            exchange.query.decode("latin-1"),
        )
        shelf = self._kept_things if route.is_thing else self._kept
        kept = shelf.find(key)
        if kept is not None:
            return kept
        epoch = shelf.epoch
        reply = await visit.found.mounted.door(self._call(visit, route, args, requester))
        shelf.keep(key, epoch, reply)
        return reply

    def _call(
        self, visit: Visit, route: Route, args: dict[str, str], requester: Requester | None
    ) -> Call:
        exchange = visit.exchange
        return Call(
            method=exchange.verb,
            path=exchange.raw_path.decode("latin-1"),
            query=exchange.query.decode("latin-1"),
            args=args,
            headers=exchange.headers,
            client=visit.client,
            requester=requester,
            form=_form(visit, route),
            body=visit.sink.content() if route.body == "raw" and isinstance(visit.sink, Memory) else b"",
            origin=self._origin,
        )

    @staticmethod
    def _lost(failure: Failure) -> None:
        _log.failure("an answer could not be sent", failure=failure)


def _form(visit: Visit, route: Route) -> Any:
    if route.form is None:
        return None
    exchange = visit.exchange
    body = visit.sink if route.body in ("form", "upload") else None
    tree = read_tree(exchange.query, exchange.headers.get("content-type"), body)
    return route.form.read(Fields(tree))


def _note_unheard(error: Exception) -> None:
    """Log an error that nobody is there to hear of; a Trouble is the business of the client alone."""
    if not isinstance(error, Trouble):
        _log.failure("a request failed after its client left", failure=Failure(error))
