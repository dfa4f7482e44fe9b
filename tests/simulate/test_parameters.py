from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.simulate.parameters import Parameters, read_parameters


def overlay(folder: Path, text: str) -> Parameters:
    path = folder / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    return read_parameters(path)


def test_overlay_changes_its_keys_and_keeps_the_others(tmp_path: Path, parameters: Parameters) -> None:
    changed = overlay(tmp_path, "shop:\n  days: 30\nfunnel:\n  search_shares: {app: 0.5}\n")
    assert changed.shop.days == 30
    assert changed.shop.end_date == parameters.shop.end_date
    assert changed.funnel.search_shares == {**parameters.funnel.search_shares, "app": 0.5}
    assert changed.orders == parameters.orders


def test_empty_overlay_changes_nothing(tmp_path: Path, parameters: Parameters) -> None:
    assert overlay(tmp_path, "# nothing yet\n") == parameters


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("shop:\n  days: 30\n  end_dat: 2025-01-01\n", 3, "unknown key 'end_dat' (nearest: end_date)"),
        ("fanel:\n  cart_per_view: 0.1\n", 1, "unknown key 'fanel' (nearest: funnel)"),
        ("shop:\n  days: many\n", 2, "days must be a whole number, found 'many'"),
        ("shop:\n  days: 0\n", 2, "days must be 1 or more"),
        ("orders:\n  paid_share: 1.4\n", 2, "paid_share must lie in 0..1, found 1.4"),
        ("shop:\n  end_date: yesterday\n", 2, "end_date must be a date such as 2025-11-20, found 'yesterday'"),
        ("activity:\n  hour_weights: [1, 2]\n", 2, "hour_weights needs 24 numbers"),
        ("activity:\n  channel_shares: {ap: 1}\n", 2, "unknown key 'ap' in channel_shares (it has: app)"),
        ("calendar:\n- {name: x}\n", 2, "missing key 'label'"),
        ("calendar:\n- {start: someday}\n", 2, "start must be a day such as 2025-11-11, every year's 11-11 or qixi-4"),
        ("calendar:\n- {peaks: {13-11: 2}}\n", 2, "peaks must be a day such as"),
        ("shop: 3\n", 1, "expected keys of Shop, found 3"),
        ("shop: [\n", 2, "not YAML"),
    ],
)
def test_mistake_gives_file_line_and_what_to_do(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        overlay(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'shop.yaml'}:{line}: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_overlay_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        read_parameters(tmp_path / "none.yaml")


def test_overlay_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("店铺".encode("gbk"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        read_parameters(tmp_path / "gbk.yaml")


def test_shares_of_one_kind_add_up(parameters: Parameters) -> None:
    people = parameters.people
    for shares in (
        people.age_shares,
        people.city_tier_shares,
        people.device_shares,
        parameters.activity.channel_shares,
    ):
        assert sum(shares.values()) == pytest.approx(1)
