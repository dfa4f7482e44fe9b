from __future__ import annotations

import socket

import pytest

from huaxiang.cli.browser import has_screen, open_when_ready


@pytest.mark.parametrize(
    ("environ", "platform", "seen"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({"DISPLAY": ":0", "CI": "true"}, "linux", False),
        ({"SSH_CONNECTION": "1"}, "darwin", False),
        ({}, "win32", True),
    ],
)
def test_a_browser_is_opened_only_where_one_can_be_seen(environ: dict[str, str], platform: str, seen: bool) -> None:
    assert has_screen(environ, platform) is seen


def test_the_page_is_shown_once_the_address_answers() -> None:
    shown: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        open_when_ready("127.0.0.1", port, show=shown.append).join()
    assert shown == [f"http://127.0.0.1:{port}/"]


def test_nothing_is_shown_when_nobody_answers() -> None:
    shown: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    open_when_ready("127.0.0.1", port, seconds=0.2, show=shown.append).join()
    assert shown == []
