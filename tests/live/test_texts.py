from __future__ import annotations

from huaxiang.live.texts import RememberedReadings


class Reader:
    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str | None]] = []

    def __call__(self, text: str, kind: str, context: str | None) -> tuple[str, ...]:
        self.asked.append((text, kind, context))
        return (f"{text}-{kind}-{context}",)


def test_a_text_is_read_once_and_its_kind_and_context_tell_it_apart() -> None:
    reader = Reader()
    read = RememberedReadings(reader)
    assert [read("面霜", "search", None) for _ in range(3)] == [("面霜-search-None",)] * 3
    assert read("面霜", "review", None) == ("面霜-review-None",)
    assert read("面霜", "search", "护肤") == ("面霜-search-护肤",)
    assert len(reader.asked) == 3


def test_of_many_texts_the_last_ones_are_remembered_and_those_asked_for_again_stay() -> None:
    reader = Reader()
    read = RememberedReadings(reader, most=4)
    for text in ("a", "b", "c", "a", "d", "a"):
        read(text, "search", None)
    assert [text for text, _, _ in reader.asked] == ["a", "b", "c", "d"]
    for text in ("e", "f", "g", "h"):
        read(text, "search", None)
    read("b", "search", None)
    assert [text for text, _, _ in reader.asked][-1] == "b"
    assert len(read._known) + len(read._older) <= 4


def test_no_text_is_kept() -> None:
    read = RememberedReadings(lambda *_: ())
    read("我的电话是13912345678", "review", None)
    assert b"13912345678" not in b"".join(read._known)
