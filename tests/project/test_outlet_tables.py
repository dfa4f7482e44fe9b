from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.project.config import load_config
from huaxiang.project.outlet_tables import OutletConfig

HOOK = """version = 1
[[webhook]]
name = "crm"
url = "https://crm.shop.test/hook"
secret_env = "CRM_SECRET"
"""


def read(folder: Path, text: str):
    path = folder / "huaxiang.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path).outlets


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(folder, text)
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_webhook_needs_a_name_an_address_and_a_secret(tmp_path):
    assert read(tmp_path, HOOK) == (OutletConfig("crm", "webhook", "https://crm.shop.test/hook", ("CRM_SECRET",)),)
    for key in ("name", "url", "secret_env"):
        text = "\n".join(line for line in HOOK.splitlines() if not line.startswith(key))
        assert complaint(tmp_path, text).startswith("huaxiang.toml:2: [webhook] misses")


def test_what_it_asks_for_is_read(tmp_path):
    more = 'tags = ["flag.*", "!flag.unpaid"]\nsegments = ["s0001"]\npurpose = "marketing"\n'
    more += 'start = "beginning"\ntimeout_seconds = 3\n'
    two = HOOK.replace('"CRM_SECRET"', '["NEW", "OLD"]')
    folder = '[[folder]]\nname = "files"\npath = "exports/changes"\n'
    hook, files = read(tmp_path, f"{two}{more}{folder}")
    assert (hook.secret_envs, hook.tags, hook.segments) == (("NEW", "OLD"), ("flag.*", "!flag.unpaid"), ("s0001",))
    assert (hook.purpose, hook.start, hook.timeout_seconds) == ("marketing", "beginning", 3.0)
    assert (files.kind, files.target, files.start) == ("folder", "exports/changes", "now")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("https://crm", "http://crm"), "huaxiang.toml:4: [webhook] url 'http://crm.shop.test/hook' is not encrypted"),
        (("https://crm", "ftp://crm"), "huaxiang.toml:4: [webhook] url must be an https:// address"),
        (("https://crm", "https://me:word@crm"), "huaxiang.toml:4: [webhook] url holds a password"),
        (
            ("CRM_SECRET", "whsec_abc="),
            "huaxiang.toml:5: [webhook] secret_env 'whsec_abc=' is no name of an environment",
        ),
        (('"crm"', '"c r m"'), "huaxiang.toml:3: [webhook] name 'c r m' must be small letters"),
        (("secret_env", "secret_evn"), "huaxiang.toml:5: [webhook] misses 'secret_env'; 'secret_evn' is unknown"),
        (("url =", 'tag = "a"\nurl ='), "huaxiang.toml:4: [webhook] has no 'tag' (nearest: tags"),
        (("url =", 'tags = ["Flag*"]\nurl ='), "huaxiang.toml:4: [webhook] tags: 'Flag*' is no tag key"),
        (("url =", 'start = "yesterday"\nurl ='), "huaxiang.toml:4: [webhook] start: unknown 'yesterday'"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, change, said):
    assert complaint(tmp_path, HOOK.replace(*change)).startswith(said)


def test_two_of_one_name_are_told_whatever_their_kind(tmp_path):
    assert "comes twice" in complaint(tmp_path, f'{HOOK}[[folder]]\nname = "crm"\npath = "out"\n')


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/x", "http://localhost/x", "http://[::1]/x"])
def test_this_machine_needs_no_encryption_and_others_may_be_allowed(tmp_path, url):
    assert read(tmp_path, HOOK.replace("https://crm.shop.test/hook", url))
    assert read(tmp_path, f"{HOOK.replace('https://crm', 'http://crm')}allow_http = true\n")
