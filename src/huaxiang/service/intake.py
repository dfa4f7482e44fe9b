"""Intake: requests of any dialect into the accepted log; what is answered with `accepted` is on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from huaxiang.domain.events import AcceptedEvent
from huaxiang.ingest.dialects.base import Dialect, DialectSettings, Read, Request
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.interests.scrub import scrub
from huaxiang.live.acceptance import Acceptance, accept, is_beyond_horizon
from huaxiang.live.failpoints import reach
from huaxiang.live.steady import SteadyClock
from huaxiang.logs.base import Log, Refusal, Verdict
from huaxiang.project.config import Config

__all__ = ["DEFAULT_SOURCE", "Intake", "dialect_settings"]

DEFAULT_SOURCE = "live"
_PARKED = frozenset({"future", "before_2000"})
_WORDS = {"userid": "user_id", "anonymousid": "anonymous_id", "deviceid": "device_id"}


def dialect_settings(sources: Iterable[SourceSpec], *, currency: str) -> DialectSettings:
    """Namespaces as the project's event sources map them: where a file's `user_id` is a `member_no`, so it is live.

    A word that no source maps stands for itself, and `phone` for `mobile`.
    """
    namespaces = {"phone": "mobile"}
    for source in sources:
        pairs = source.person.items() if source.table == "events" else ()
        for namespace, columns in pairs:
            for column in columns:
                word = _WORDS.get(column.rsplit(".", 1)[-1].lower().replace("_", ""))
                if word is not None:
                    namespaces.setdefault(word, namespace)
    return DialectSettings(namespaces, currency)


class Intake:
    """Takes requests in, from any number of threads."""

    def __init__(self, log: Log, config: Config, *, clock: Callable[[], int] | None = None) -> None:
        """Owns the log: nobody else appends through it.

        Args:
            clock: The instant of receipt, µs; the wall clock, which never goes back, when None.
        """
        self._log, self._clock = log, clock or SteadyClock()
        identity, currency = config.identity, config.project.currency
        self._rules = Acceptance(scrub, identity.namespaces, frozenset(identity.block), currency)
        self._settings = dialect_settings(config.sources, currency=currency)
        self._sources = frozenset(source.name for source in config.sources)
        self._horizon_days = config.live.horizon_days

    def source_of(self, stated: Sequence[str]) -> str:
        """The source whose name a sender states as its key; `live` when it states none of them."""
        return next((each for each in stated if each in self._sources), DEFAULT_SOURCE)

    def read(self, dialect: Dialect, request: Request) -> Read:
        """What a request says, in the namespaces of the project; nothing is taken in yet.

        Raises:
            BadInput: The body as a whole cannot be read.
        """
        return dialect.read(request, settings=self._settings)

    def take(self, dialect: Dialect, request: Request, *, source: str) -> list[dict[str, Any]]:
        """Reads a request and writes its events; see `read` and `write`."""
        return self.write(self.read(dialect, request), source=source)

    def write(self, read: Read, *, source: str) -> list[dict[str, Any]]:
        """A verdict for each event of a request, after what is accepted is on disk.

        Returns:
            messageId, verdict (`accepted`, `duplicate`, `parked`, `refused`) and, where there is one, reason. Events
            that only come along with another, such as an order's lines or the traits of a person, are named in its
            `besides` where they are not accepted.

        Raises:
            StorageError: The log cannot be written; nothing of it was taken.
        """
        reach("after_decode")
        received_at = self._clock()
        judged = [accept(each, source=source, received_at=received_at, rules=self._rules) for each in read.events]
        outcomes = iter(()) if read.is_dry else iter(self._append(judged))
        reach("after_append_before_answer")
        documents: list[dict[str, Any]] = []
        for each, outcome in zip(read.events, judged, strict=True):
            verdict, reason = self._verdict(outcome, outcomes)
            document = {"messageId": outcome.message_id, "verdict": verdict}
            if reason:
                document["reason"] = reason
            if not each.is_beside:
                document["messageId"] = each.answers_to or outcome.message_id
                documents.append(document)
            elif isinstance(outcome, Refusal) and documents:
                documents[-1].setdefault("besides", []).append(document)
        return documents

    def _append(self, judged: Sequence[AcceptedEvent | Refusal]) -> Sequence[Verdict]:
        """Verdicts of the accepted events, after all are on disk: requests that come together share a transaction."""
        refused = [each for each in judged if isinstance(each, Refusal)]
        return self._log.append([each for each in judged if isinstance(each, AcceptedEvent)], refusals=refused)

    def _verdict(self, outcome: AcceptedEvent | Refusal, written: Iterator[Verdict]) -> tuple[str, str]:
        """Verdict and reason of an event; what was not written because it need not be counts as accepted."""
        if isinstance(outcome, Refusal):
            return "parked" if outcome.reason in _PARKED else "refused", outcome.reason
        said = next(written, None)
        return "accepted" if said is None else said.outcome, self._note(outcome)

    def _note(self, event: AcceptedEvent) -> str:
        if is_beyond_horizon(event, horizon_days=self._horizon_days):
            return "beyond_horizon"
        return "" if event.identities else "no_identity"

    def check(self) -> None:
        """Raises StorageError when the log cannot be written."""
        self._log.append([])

    def last_seq(self) -> int:
        """Sequence number of the newest accepted event."""
        return self._log.last_seq()

    def n_unfoldable(self) -> int:
        """Number of accepted events that the worker could not fold and parked."""
        return len(self._log.parked())

    def close(self) -> None:
        """Frees the log."""
        self._log.close()
