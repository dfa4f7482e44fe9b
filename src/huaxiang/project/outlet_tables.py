"""`[[webhook]]` and `[[folder]]` tables of huaxiang.toml: where changed tags are delivered to, and which."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from huaxiang.project.tables import StrictTable

__all__ = ["OutletConfig", "read_outlets"]

_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
_PATTERN = re.compile(r"!?(\*|[a-z0-9]+([._-][a-z0-9]+)*([._-]?\*)?)")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class OutletConfig:
    """One way out.

    Attributes:
        kind: `webhook` or `folder`.
        target: URL, or path from the project folder.
        secret_envs: Environment variables that hold the secrets of the signature; none for a folder.
        tags: Keys, or beginnings of keys that end in `*`; one with `!` before it is left out. Empty asks for all.
        segments: Ids of segments that are asked for besides.
        purpose: Only tags that serve it leave; None asks for no particular purpose.
        start: `now`, or `beginning` for everything that the feed has said so far.
    """

    name: str
    kind: str
    target: str
    secret_envs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    purpose: str | None = None
    start: str = "now"
    timeout_seconds: float = 10.0


def read_outlets(top: StrictTable) -> tuple[OutletConfig, ...]:
    """Webhooks and folders, in the order of the file; raises ConfigurationError with its line."""
    found: list[OutletConfig] = []
    for kind, read in (("webhook", _webhook), ("folder", _folder)):
        for table in top.tables(kind):
            name = table.text("name", required=True)
            if not _NAME.fullmatch(name):
                table.fail(f"{table.title} name {name!r} must be small letters, digits, - and _", "name")
            if any(other.name == name for other in found):
                table.fail(f"{table.title} name {name!r} comes twice: names must differ", "name")
            found.append(read(table, name))
            table.finish()
    return tuple(found)


def _webhook(table: StrictTable, name: str) -> OutletConfig:
    url = table.text("url", required=True)
    is_open = table.flag("allow_http", default=False)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        table.fail(f"{table.title} url must be an https:// address, not {url!r}", "url")
    if parts.username or parts.password:
        table.fail(f"{table.title} url holds a password: take it out, deliveries are signed with secret_env", "url")
    if parts.scheme == "http" and not is_open and not _is_loopback(parts.hostname):
        table.fail(f"{table.title} url {url!r} is not encrypted: use https://, or say allow_http = true", "url")
    table.get("secret_env", "list" if isinstance(table.plain.get("secret_env"), list) else "text", required=True)
    secrets = table.texts_or_text("secret_env")
    for each in secrets or ("",):
        if not _VARIABLE.fullmatch(each):
            table.fail(f"{table.title} secret_env {each!r} is no name of an environment variable", "secret_env")
    timeout = table.number("timeout_seconds", 10.0, low=0.1, high=120)
    return OutletConfig(name, "webhook", url, secrets, *_asked(table), timeout)


def _folder(table: StrictTable, name: str) -> OutletConfig:
    return OutletConfig(name, "folder", table.text("path", required=True), (), *_asked(table))


def _asked(table: StrictTable) -> tuple[tuple[str, ...], tuple[str, ...], str | None, str]:
    """tags, segments, purpose and start."""
    tags = table.texts("tags")
    for each in tags:
        if not _PATTERN.fullmatch(each):
            table.fail(f"{table.title} tags: {each!r} is no tag key, nor the beginning of one that ends in *", "tags")
    start = table.text("start", "now", choices=("now", "beginning"))
    return tags, table.texts("segments"), table.optional("purpose"), start


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
