"""Access: who may see pages. The local demo needs no password on its own machine; everything else is signed in to."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from huaxiang.service.keys import judge, read_keys
from huaxiang.service.users import User, is_password_of, read_users, session_secret

__all__ = ["COOKIE", "LOCAL", "SESSION_SECONDS", "Access", "Failures"]

COOKIE = "huaxiang_session"
LOCAL = "local"
"""Name of whoever sits at the machine of the local demo."""
SESSION_SECONDS = 12 * 3600
_FREE_TRIES = 5
_FIRST_WAIT, _LONGEST_WAIT = 30.0, 900.0


@dataclass
class Failures:
    """Failed sign-ins by address: after five of them each next one waits, twice as long as the one before."""

    known: dict[str, tuple[int, float]] = field(default_factory=dict)

    def wait_seconds(self, address: str, now: float) -> float:
        """Seconds until the address may try again, 0 when it may."""
        return max(self.known.get(address, (0, 0.0))[1] - now, 0.0)

    def note(self, address: str, now: float) -> None:
        """Counts a failure."""
        count = self.known.get(address, (0, 0.0))[0] + 1
        beyond = count - _FREE_TRIES
        wait = min(_FIRST_WAIT * 2.0 ** min(beyond, 10), _LONGEST_WAIT) if beyond >= 0 else 0.0
        self.known[address] = (count, now + wait)

    def forget(self, address: str) -> None:
        """Forgets the failures of an address."""
        self.known.pop(address, None)


class Access:
    """Sign-ins of one project. Sessions are signed cookies; a new password or a removed user ends them."""

    def __init__(self, ledger: Path, *, is_demo: bool) -> None:
        """Args are as follows.

        Args:
            is_demo: The project is a simulated shop: on this machine it is open, until it has users or keys.
        """
        self.failures = Failures()
        self._ledger, self._is_demo = ledger, is_demo
        self._ended: set[str] = set()

    def users(self) -> dict[str, User]:
        """The users by name, as the ledger has them now."""
        return {user.name: user for user in read_users(self._ledger)}

    def is_open(self) -> bool:
        """Whether this machine needs no password: the demo, as long as it has neither users nor keys."""
        return self._is_demo and not self.users() and not read_keys(self._ledger)

    def visitor(self, *, host: str, headers: Mapping[str, str], cookie: str | None) -> str | None:
        """Name of who may see pages; None when they must sign in.

        Args:
            host: Address that the request came from.
            headers: Of the request, for `host` and `origin`.
            cookie: The session's.
        """
        if not is_same_origin(headers):
            return None
        if self.is_open():
            return LOCAL if is_near(host, headers) else None
        return self.named(cookie)

    def sign_in(self, name: str, password: str) -> str | None:
        """A session's cookie when the password is right; takes as long when there is no such user."""
        user = self.users().get(name.strip())
        return self._signed(user) if is_password_of(user, password) and user is not None else None

    def end(self, cookie: str | None) -> None:
        """Ends a session."""
        if cookie:
            self._ended.add(cookie)

    def named(self, cookie: str | None) -> str | None:
        """Name of the user whose session a cookie is, None when it is none, is over or was ended."""
        parts = (cookie or "").split(".")
        if len(parts) != 4 or cookie in self._ended or not parts[1].isdigit():
            return None
        try:
            name = bytes.fromhex(parts[0]).decode()
        except ValueError:
            return None
        user = self.users().get(name)
        if user is None or int(parts[1]) < time.time():
            return None
        return name if hmac.compare_digest(self._mac(user, ".".join(parts[:3])), parts[3]) else None

    def _signed(self, user: User) -> str:
        until = int(time.time()) + SESSION_SECONDS
        body = f"{user.name.encode().hex()}.{until}.{secrets.token_hex(8)}"
        return f"{body}.{self._mac(user, body)}"

    def _mac(self, user: User, body: str) -> str:
        return hmac.new(session_secret(self._ledger), f"{user.scrypt}.{body}".encode(), sha256).hexdigest()


def is_near(host: str, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from this machine, by a name that means this machine."""
    return judge((), "read", stated=(), host=host, headers=headers).status == 200


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from a page of our own, or from no page at all."""
    origin = headers.get("origin", "")
    return not origin or urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
