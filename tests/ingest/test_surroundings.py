from __future__ import annotations

import pytest

from huaxiang.ingest.surroundings import channel_of, device_of, path_of


@pytest.mark.parametrize(
    ("words", "device"),
    [
        (("HarmonyOS",), "harmony"),
        (("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X)",), "ios"),
        (("Mozilla/5.0 (Linux; Android 14)",), "android"),
        (("Mac OS X",), "desktop"),
        ((None, 7), None),
        (("",), None),
    ],
)
def test_a_device_is_told_by_what_its_system_calls_itself(words, device):
    assert device_of(*words) == device


@pytest.mark.parametrize(
    ("library", "channel"),
    [
        ("analytics.js", "web"),
        ("js", "web"),
        ("web", "web"),
        ("MiniProgram", "mini_program"),
        ("posthog-ios", "app"),
        ("posthog-react-native", "app"),
        ("Android", "app"),
        ("analytics-python", None),
        ("posthog-node", None),
        (None, None),
    ],
)
def test_a_channel_is_told_by_a_customers_own_library(library, channel):
    assert channel_of(library) == channel


def test_of_an_address_the_path_alone_is_kept():
    assert path_of("https://shop.example/p/1?phone=13912345678#top") == "/p/1"
    assert path_of("https://shop.example") == "/"
    assert path_of("http://[broken") is None
    assert path_of(7) is None
