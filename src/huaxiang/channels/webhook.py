"""Webhooks: deliveries as signed HTTP requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

from huaxiang.channels.base import Delivery, Outcome
from huaxiang.domain.signatures import signature_headers

__all__ = ["Webhook"]

_GONE = 410
_LONGEST_WAIT = 86_400.0


class Webhook:
    """An endpoint that takes changed tags; 2xx is taken, 410 wants no more, everything else is tried again.

    Redirects are not followed: they would carry people's tags to an address that nobody configured.
    """

    def __init__(self, url: str, *, secrets: Sequence[str], timeout_seconds: float = 10.0) -> None:
        """Opens no connection yet.

        Args:
            secrets: Sign every delivery, each with a signature of its own.
            timeout_seconds: Longest wait for the endpoint, in each of connecting, sending and answering.

        Raises:
            OutOfRange: A secret cannot be used.
        """
        signature_headers("", 0, b"", secrets=secrets)
        self._url, self._secrets = url, tuple(secrets)
        self._shown = str(httpx.URL(url).copy_with(query=None, userinfo=b""))
        self._http = httpx.Client(timeout=timeout_seconds, follow_redirects=False)

    def deliver(self, delivery: Delivery, *, at: float) -> Outcome:
        """Posts the body with its signature; the answer's body is not read into memory."""
        signed = signature_headers(delivery.delivery_id, int(at), delivery.body, secrets=self._secrets)
        headers = {"content-type": "application/json", "user-agent": "huaxiang", **signed}
        try:
            with self._http.stream("POST", self._url, content=delivery.body, headers=headers) as answer:
                return self._outcome(answer, at)
        except httpx.TimeoutException:
            return Outcome("failed", f"no answer in time from {self._shown}")
        except httpx.HTTPError as error:
            return Outcome("failed", f"{str(error) or type(error).__name__}: {self._shown}")

    def _outcome(self, answer: httpx.Response, at: float) -> Outcome:
        if answer.is_success:
            return Outcome("delivered")
        reason = f"{answer.status_code} {answer.reason_phrase} from {self._shown}"
        if answer.status_code == _GONE:
            return Outcome("gone", reason)
        return Outcome("failed", reason, _retry_after(answer.headers.get("retry-after", ""), at))

    def forget(self, person_ids: Sequence[str]) -> int:  # noqa: ARG002
        """What an endpoint has taken is out of reach: 0."""
        return 0

    def close(self) -> None:
        """Closes its connections."""
        self._http.close()


def _retry_after(stated: str, at: float) -> float | None:
    """Seconds that Retry-After asks for, as a number or a date; a day at most."""
    if stated.strip().isdecimal():
        return min(float(stated), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return min(max(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - at, 0.0), _LONGEST_WAIT)
