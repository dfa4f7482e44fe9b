from __future__ import annotations

import pyarrow as pa
import pytest

from huaxiang.build.telling import Telling, tell_back_tests, tell_catalogue, tell_groups
from huaxiang.domain.tags import Kind, TagDefinition
from huaxiang.project.opening import Project
from huaxiang.segments.model import Segment
from huaxiang.tags.catalogue import Catalogue

FLAGS = Catalogue([TagDefinition("flag.unpaid", Kind.FLAG, "待付款", "unpaid", "15 分钟未支付")])
TEST = {"days": 9, "flagged": 18, "share": 0.0121, "conversion": 0.3}


def told(language: str) -> tuple[Telling, list[str]]:
    lines: list[str] = []
    return Telling(lines.append, language), lines


def test_reading_tells_what_was_found_with_its_numbers() -> None:
    tell, lines = told("zh")
    tell.step("reading /data/my shop/orders.csv")
    tell.step("gathering tables")
    tell.ingested({"orders": 38_412, "events": 1_000_000, "items": 20}, 7)
    assert lines == [
        "正在读 orders.csv",
        "正在汇总各表",
        "读完 38,412 单、1,000,000 次行为、20 个商品,7 行异常数据已记下原因",
    ]


def test_people_under_several_ids_are_counted_once() -> None:
    tell, lines = told("en")
    tell.resolved(pa.table({"identity": ["a", "b", "c", "d"], "person_id": ["p1", "p1", "p1", "p2"]}))
    assert lines == ["4 identities are 2 people; 1 of them came under several (at most 3)"]


def test_nobody_at_all_is_told_too() -> None:
    tell, lines = told("zh")
    tell.resolved(pa.table({"identity": pa.array([], pa.string()), "person_id": pa.array([], pa.string())}))
    assert lines == ["0 个标识归到 0 人,发现 0 人一人多号(最多一人 0 个)"]


def test_texts_tell_what_is_not_wanted_and_what_is_for_others() -> None:
    tell, lines = told("zh")
    readings = pa.table(
        {"tag_key": ["a", "a", "b"], "stance": ["avoid", "prefer", "avoid"], "owner": ["self", "other", "self"]}
    )
    tell.texts(5, readings)
    assert lines == ["读完 5 条文本,读出 3 处兴趣、2 种,其中 2 处是不想要的,1 处是替别人买的"]


def test_segments_stand_with_their_names() -> None:
    tell, lines = told("en")
    tell.segmented([Segment("s0001", "沉睡组", "Dormant", 0.62), Segment("s0002", "高频组", "Frequent", 0.38)])
    assert lines == ["found 2 segments: Dormant 62%; Frequent 38%"]


def test_flags_are_told_by_name_the_most_held_first() -> None:
    tell, lines = told("zh")
    tell.tagged(9, {"fact.buyer": 4, "fact.repeat_buyer": 1, "flag.unpaid": 2}, FLAGS)
    assert lines == ["给 9 人算出 7 个标签:4 人买过,1 人买过不止一次", "此刻要留意的人:待付款 2 人"]
    tell.tagged(9, {}, FLAGS)
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("zh", "回测“待付款”:9 天里命中 18 人(1.2%),其中 30% 在 72 小时内下单"),
        ("en", "back-test of “unpaid”: 18 people in 9 days (1.2%); 30% of them ordered within 72 h"),
    ],
)
def test_a_back_test_says_whom_the_flag_hits_and_who_buys(language: str, line: str) -> None:
    assert list(tell_back_tests({"flag.unpaid": TEST}, FLAGS, language)) == [line]
    unknown = {"flag.unpaid": {**TEST, "conversion": None}}
    assert "72" not in next(iter(tell_back_tests(unknown, FLAGS, language)))


def test_the_catalogue_is_told_by_state() -> None:
    assert tell_catalogue({"active": 2, "frozen": 1}, "en") == "catalogue: 2 tags active, 0 under observation, 1 frozen"


def test_a_build_tells_at_least_five_findings_in_the_projects_language(built: Project) -> None:
    lines: list[str] = []
    built.build(progress=lines.append)
    found = [line for line in lines if not line.startswith("正在")]
    assert 5 <= len(found) <= 12
    assert all(any(sign.isdigit() for sign in line) for line in found)
    assert any("一人多号" in line for line in found)


def test_stages_and_rfm_groups_are_counted_most_first() -> None:
    stages = [
        TagDefinition("life_cycle.new", Kind.BEHAVIOUR, "新客", "new customer", "只在一天下过单"),
        TagDefinition("life_cycle.lost", Kind.BEHAVIOUR, "流失客户", "lost customer", "很久没有下单"),
    ]
    counts = {"fact.buyer": 1_250, "life_cycle.new": 20, "life_cycle.lost": 1_230}
    assert list(tell_groups(counts, Catalogue(stages), "zh")) == ["生命周期:流失客户 1,230 人、新客 20 人"]
    assert list(tell_groups(counts, Catalogue(stages), "en")) == ["Life cycle: 1,230 lost customer; 20 new customer"]
    assert list(tell_groups({"fact.buyer": 2}, Catalogue(stages), "zh")) == []
