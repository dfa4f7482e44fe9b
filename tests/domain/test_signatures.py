from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.signatures import is_signed, signature_headers

AT = 1_700_000_000


def test_the_signature_is_that_of_the_specification():
    key = b"0123456789abcdef01234567"
    secret = "whsec_" + base64.b64encode(key).decode()
    headers = signature_headers("msg_1", AT, b'{"a":1}', secrets=[secret])
    expected = base64.b64encode(hmac.new(key, b'msg_1.1700000000.{"a":1}', hashlib.sha256).digest()).decode()
    assert headers == {"webhook-id": "msg_1", "webhook-timestamp": "1700000000", "webhook-signature": f"v1,{expected}"}


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": str(AT + 1)},
        {"webhook-timestamp": "x"},
        {"webhook-signature": "v1,aaaa"},
        {"webhook-signature": "v2,é"},
    ],
)
def test_whatever_is_changed_breaks_it(changed):
    headers = signature_headers("msg_1", AT, b"{}", secrets=["s"])
    assert is_signed(headers, b"{}", secret="s", at=AT)
    assert not is_signed({**headers, **changed}, b"{}", secret="s", at=AT)


def test_what_was_signed_long_ago_or_ahead_is_refused():
    headers = signature_headers("msg_1", AT, b"{}", secrets=["s"])
    assert [is_signed(headers, b"{}", secret="s", at=AT + off) for off in (-301, -299, 299, 301)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_secret_that_is_no_base64_is_told():
    with pytest.raises(OutOfRange, match="Base64"):
        signature_headers("m", AT, b"", secrets=["whsec_ä!"])
