from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from huaxiang.service.lines import tell_as_json


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    tell_as_json()
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


def said(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_each_event_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("huaxiang.worker").warning("worker_ended", code=-9, fault="一行\n两行")
    (line,) = said(capsys)
    assert (line["event"], line["code"], line["level"], line["fault"]) == ("worker_ended", -9, "warning", "一行\n两行")
    assert str(line["timestamp"]).endswith("Z")


def test_what_a_library_logs_is_told_by_its_place_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        {}["13912345678"]
    except KeyError:
        logging.getLogger("asyncio").exception("while handling 张三 of %s", "13912345678")
    logging.getLogger("some.library").warning("who is 张三")
    first, second = said(capsys)
    assert str(first["fault"]).startswith("KeyError at ")
    assert first["logger"] == "asyncio"
    assert str(second["place"]).startswith("test_lines:")
    assert not {"13912345678", "张三"} & {word for line in (first, second) for word in str(line).split()}
    assert "张三" not in str(first) + str(second)


def test_the_servers_fixed_texts_stay_without_what_is_put_into_them(capsys: pytest.CaptureFixture[str]) -> None:
    server = logging.getLogger("uvicorn.error")
    # a server that an earlier test left running in a thread may have set its own level since
    server.disabled, server.level = False, logging.WARNING
    server.warning("Invalid HTTP request received from %s.", "13912345678")
    (line,) = said(capsys)
    assert line["text"] == "Invalid HTTP request received from %s."
