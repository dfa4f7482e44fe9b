"""Personal data is masked, everything else stays, lengths stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.scrub import _PATTERNS, _SIGNS, scrub, scrub_spans


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("打我电话13912345678", "13912345678"),
        ("手机 139-1234-5678 谢谢", "139-1234-5678"),
        ("+8613912345678", "13912345678"),
        ("座机010-62345678", "010-62345678"),
        ("发到lin.na@example.com", "lin.na@example.com"),
        ("身份证11010119900307123X", "11010119900307123X"),
        ("订单号:2024110112345678", "2024110112345678"),
        ("单号SF1234567890123到哪了", "SF1234567890123"),
        ("加微信abc_12345", "abc_12345"),
        ("送到浙江省杭州市西湖区文三路478号3幢2单元501室", "文三路478号3幢2单元501室"),
        ("地址是幸福路18号5栋302室", "18号5栋302室"),
        ("放在7号楼2单元301室门口", "7号楼2单元301"),
    ],
)
def test_planted_secrets_do_not_leak(text: str, secret: str) -> None:
    assert secret not in scrub(text)
    assert len(scrub(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    ["这款300ml喝了2瓶很好", "iphone13 128g 5999元", "618活动满300减50", "穿170/88A的", "2024年11月买的", "85.5cm长"],
)
def test_sizes_prices_and_dates_stay(text: str) -> None:
    assert scrub(text) == text


@given(st.text())
def test_length_and_unmasked_characters_stay(text: str) -> None:
    masked = scrub(text, mask="█")
    spans = scrub_spans(text)
    hidden = {index for start, end in spans for index in range(start, end)}
    assert len(masked) == len(text)
    assert all(masked[index] == ("█" if index in hidden else char) for index, char in enumerate(text))


_PIECES = st.sampled_from(
    [
        *(
            "单元",
            "3",
            "号",
            "路",
            "小区",
            "微信",
            "wx",
            "VX",
            "QQ",
            "加我",
            "扣扣",
            "abc12",
            "@a.cn",
            "省",
            "自治区",
            "市",
            "县",
        ),
        *(
            "浙江",
            "幸福",
            "工号",
            "会员号",
            "运单",
            "快递",
            "栋",
            "幢",
            "楼",
            "室",
            "房",
            "层",
            "座",
            "很",
            "好",
            " ",
            "甲",
            "x",
        ),
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_a_text_that_is_not_looked_at_has_nothing_to_mask(text: str) -> None:
    if _SIGNS.search(text) is None:
        assert not any(pattern.search(text) for pattern in _PATTERNS)
