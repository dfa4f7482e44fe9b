from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.service.conftest import built_shop, shop

from huaxiang.domain.errors import HuaxiangError
from huaxiang.evaluate.nursery import Nursery

__all__ = ["built_shop", "shop"]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="forks")


def test_its_processes_work_are_killed_at_fail_points_and_say_where_they_listen(shop: Path, tmp_path: Path) -> None:
    nursery = Nursery(shop, tmp_path / "said")
    worker = nursery.start("worker")
    intake = nursery.start("intake")
    try:
        host, _, port = intake.address(seconds=120).partition(":")
        assert (host, port.isdigit()) == ("127.0.0.1", True)
        assert worker.is_alive
        worker.kill()
        assert not worker.is_alive
        again = nursery.start("worker", failpoints="no-such-action=explode")
        assert again.wait(seconds=60)
        assert "explode" in again.tail()
        with pytest.raises(HuaxiangError, match="does not listen"):
            again.address(seconds=1)
    finally:
        intake.kill()
        nursery.close()
