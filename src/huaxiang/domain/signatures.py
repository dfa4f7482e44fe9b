"""Signatures of webhooks: HMAC-SHA256 over id, instant and body, as the Standard Webhooks specification has it."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Mapping

from huaxiang.domain.errors import OutOfRange

__all__ = ["TOLERANCE_SECONDS", "is_signed", "signature_headers"]

TOLERANCE_SECONDS = 300
_PREFIX = "whsec_"


def signature_headers(delivery_id: str, at: int, body: bytes, *, secrets: Iterable[str]) -> dict[str, str]:
    """The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` of a delivery.

    Args:
        delivery_id: The same at every attempt.
        at: Instant of the attempt, in whole seconds since 1970.
        body: As it is sent.
        secrets: One signature each, so that a secret can be exchanged while both are known; `whsec_` and Base64, or
            any text.

    Source:
        Standard Webhooks specification 1.0, "Signature scheme".

    >>> signature_headers("msg_1", 1700000000, b"{}", secrets=["a secret"])["webhook-signature"]
    'v1,V0kUGYXplWP57MnjHXigELKZcxm4+MlDimzpvC4jorc='
    """
    signed = [f"v1,{_signature(delivery_id, at, body, each)}" for each in secrets]
    return {"webhook-id": delivery_id, "webhook-timestamp": str(at), "webhook-signature": " ".join(signed)}


def is_signed(headers: Mapping[str, str], body: bytes, *, secret: str, at: float) -> bool:
    """Whether a delivery was signed with the secret, not longer ago (or ahead) than five minutes.

    Args:
        headers: Of the request; their names in lower case.
        body: As it was received, before anything reads it.
        secret: Known to both sides.
        at: Now, in seconds since 1970.
    """
    stated = headers.get("webhook-timestamp", "")
    if not stated.isdecimal() or abs(at - int(stated)) > TOLERANCE_SECONDS:
        return False
    expected = _signature(headers.get("webhook-id", ""), int(stated), body, secret)
    given = [
        each.removeprefix("v1,") for each in headers.get("webhook-signature", "").split() if each.startswith("v1,")
    ]
    return any(hmac.compare_digest(expected.encode(), each.encode()) for each in given)


def _signature(delivery_id: str, at: int, body: bytes, secret: str) -> str:
    signed = hmac.digest(_key(secret), b"%s.%d.%s" % (delivery_id.encode(), at, body), "sha256")
    return base64.b64encode(signed).decode()


def _key(secret: str) -> bytes:
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError as error:
        raise OutOfRange(f"a secret that begins with {_PREFIX} goes on in Base64") from error
