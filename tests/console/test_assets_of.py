from __future__ import annotations

import re

import pytest

from huaxiang.console.assets_of import asset


def test_a_script_and_a_stylesheet_are_loaded_with_a_sign_of_their_content():
    assert re.fullmatch(r'<script src="/assets/live\.js\?[0-9a-f]{12}"></script>', asset("live.js"))
    assert re.fullmatch(r'<link rel="stylesheet" href="/assets/live\.css\?[0-9a-f]{12}">', asset("live.css"))
    assert asset("live.js") != asset("connect.js").replace("connect", "live")


def test_a_file_that_is_not_there_is_a_fault():
    with pytest.raises(FileNotFoundError):
        asset("nothing.js")
