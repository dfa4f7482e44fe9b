from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.identities import name_people
from huaxiang.ingest.propose.joins import find_joins
from huaxiang.ingest.propose.seen import SeenTable


def test_members_have_a_number_a_phone_and_an_address(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"M{n:04d}", f"139{n:08d}", f"u{n}@example.com", "男") for n in range(30)]
    table = seen("会员", ["会员号", "手机号", "邮箱", "性别"], rows)
    assert name_people([table], []).columns["会员"] == {
        "member_no": ("会员号",),
        "mobile": ("手机号",),
        "email": ("邮箱",),
    }


def test_masked_and_virtual_phones_and_names_tell_nobody_apart(seen: Callable[..., SeenTable]) -> None:
    rows = [
        (9000 + n, f"tb{n % 9}x", "王**", "138****1234", f"1391234{n:04d}-12", f"2024-01-{1 + n % 28:02d}")
        for n in range(60)
    ]
    table = seen("orders", ["订单编号", "买家会员名", "收货人姓名", "联系手机", "隐私号手机", "订单创建时间"], rows)
    assert name_people([table], []).columns["orders"] == {"taobao_ouid": ("买家会员名",)}
    assert [table.columns[c].role for c in ("收货人姓名", "联系手机", "隐私号手机")] == ["private"] * 3


def test_ids_made_anew_for_every_order_get_a_namespace_of_their_own(seen: Callable[..., SeenTable]) -> None:
    people = seen(
        "customers", ["customer_id", "customer_unique_id"], [(f"c{n:05d}", f"u{n // 2:05d}") for n in range(100)]
    )
    orders = seen("orders", ["order_id", "customer_id"], [(f"o{n:05d}", f"c{n:05d}") for n in range(100)])
    found = name_people([people, orders], find_joins([people, orders]))
    assert found.own == ("customer_id",)
    assert found.columns["customers"] == {"customer_id": ("customer_id",), "user_id": ("customer_unique_id",)}
    assert found.columns["orders"] == {"customer_id": ("customer_id",)}


def test_the_same_keys_have_the_same_namespace(seen: Callable[..., SeenTable]) -> None:
    members = seen("members", ["member_no", "gender"], [(f"M{n:04d}", n % 2) for n in range(50)])
    log = seen("log", ["user_id", "event"], [(f"M{n:04d}", "view") for n in range(50)])
    found = name_people([members, log], find_joins([members, log]))
    assert found.columns["log"] == {"member_no": ("user_id",)}
    assert log.columns["user_id"].namespace == "member_no"


def test_a_session_stands_for_a_visitor_where_the_person_is_missing(seen: Callable[..., SeenTable]) -> None:
    rows = [
        (f"s{n // 4:05d}", f"u{n // 40:04d}" if n % 3 == 0 else "", f"P{n % 20}", 1_600_000_000 + n) for n in range(400)
    ]
    table = seen("views", ["session_id", "user_id", "item_id", "timestamp"], rows)
    found = name_people([table], [])
    assert found.columns["views"] == {"user_id": ("user_id",), "session": ("session_id",)}
    assert found.own == ("session",)


def test_where_everybody_is_known_a_session_is_nobody(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"s{n // 4:05d}", f"u{n // 40:04d}", f"P{n % 20}", 1_600_000_000 + n) for n in range(400)]
    table = seen("views", ["session_id", "user_id", "item_id", "timestamp"], rows)
    assert name_people([table], []).columns["views"] == {"user_id": ("user_id",)}


def test_a_phone_that_holds_no_phones_is_no_key(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"C{n:03d}", f"({n}) 9831") for n in range(40)]
    table = seen("customers", ["CustomerID", "Phone"], rows)
    assert name_people([table], []).columns["customers"] == {"user_id": ("CustomerID",)}
    assert table.columns["Phone"].role != "person"
