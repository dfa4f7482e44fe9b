"""Where a customer was: device and channel by the words that SDKs use for systems, libraries and browsers."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["channel_of", "device_of", "path_of"]

_SYSTEMS = (
    *(("harmony", "harmony"), ("iphone", "ios"), ("ipad", "ios"), ("ios", "ios"), ("android", "android")),
    *(("windows", "desktop"), ("mac", "desktop"), ("linux", "desktop")),
)
_LIBRARIES = (
    *(("miniprogram", "mini_program"), ("minigame", "mini_program")),
    *(("ios", "app"), ("android", "app"), ("flutter", "app"), ("react-native", "app"), ("harmony", "app")),
    *((".js", "web"), ("web", "web")),
)
_LIBRARY_NAMES = {"js": "web"}


def device_of(*words: object) -> str | None:
    """`ios`, `android`, `harmony` or `desktop`, by what a system or a browser calls itself; None when none says it.

    >>> device_of("iPhone OS"), device_of(None, "Mozilla/5.0 (Windows NT 10.0)"), device_of(7)
    ('ios', 'desktop', None)
    """
    system = " ".join(word for word in words if isinstance(word, str)).lower()
    return next((device for sign, device in _SYSTEMS if sign in system), None) if system else None


def channel_of(library: object) -> str | None:
    """`app`, `web` or `mini_program` by the name of an SDK; a server's own says nothing of where the customer was.

    >>> channel_of("analytics-ios"), channel_of("analytics.js"), channel_of("js"), channel_of("posthog-node")
    ('app', 'web', 'web', None)
    """
    name = library.lower() if isinstance(library, str) else ""
    if not name:
        return None
    return _LIBRARY_NAMES.get(name) or next((channel for sign, channel in _LIBRARIES if sign in name), None)


def path_of(address: object) -> str | None:
    """The path of a page's address, without what stands behind it, which may name somebody.

    >>> path_of("https://shop.example/p/1?phone=139#x"), path_of("/cart"), path_of("pages/index?id=1"), path_of("")
    ('/p/1', '/cart', 'pages/index', None)
    """
    if not isinstance(address, str) or not address:
        return None
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return parts.path or ("/" if parts.netloc else None)
