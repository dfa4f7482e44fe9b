from __future__ import annotations

import re
from pathlib import Path

import huaxiang.console
from huaxiang.console.words import WORDS
from huaxiang.console.words.portrait import WORDS as OWN
from huaxiang.domain.tags import State
from huaxiang.project.standing import READABLE
from huaxiang.segments.declared import declared_features
from huaxiang.tags.gate import Reason

HERE = Path(huaxiang.console.__file__).parent


def test_every_word_has_chinese_and_english_with_the_same_places():
    for chinese, english in OWN.values():
        assert chinese
        assert english
        assert set(re.findall(r"{(\w+)}", chinese)) == set(re.findall(r"{(\w+)}", english))


def test_every_word_that_the_cards_say_is_there():
    said = {
        key
        for path in [*HERE.glob("portrait/*.py"), HERE / "pages" / "portrait.py"]
        for key in re.findall(r'say\(\s*"(portrait\.[a-z_.]*[a-z])"', path.read_text(encoding="utf-8"))
    }
    assert said
    assert said - set(WORDS) == set()


def test_every_reason_of_the_gate_has_plain_words():
    reasons = {*Reason.__args__, *(str(state) for state in State if state is not State.ACTIVE)}
    assert {f"withheld.{reason}" for reason in reasons - {"definition_not_active"}} - set(OWN) == set()


def test_every_axis_of_the_radar_and_every_unit_has_words():
    assert {f"axis.{name}" for name in READABLE} - set(OWN) == set()
    units = {feature.unit for feature in declared_features()} - {"share"}
    assert {f"unit.{unit}" for unit in units} - set(OWN) == set()


def test_no_word_speaks_of_how_models_work():
    told = " ".join(word.lower() for pair in OWN.values() for word in pair)
    assert not re.search(r"centroid|embedding|vector|质心|向量|嵌入", told)
