"""Which columns tell people apart, and the namespace of each; what is masked or a name never does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from huaxiang.ingest.propose.names import name_evidence, normalise
from huaxiang.ingest.propose.profile import ColumnProfile
from huaxiang.ingest.propose.proposal import ColumnGuess, Join
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["NamedPeople", "name_people"]

_BY_NAME = (
    ("unionid", ("unionid", "union id")),
    ("openid", ("openid", "open id")),
    ("wecom_external_userid", ("external userid", "external user id")),
    ("taobao_ouid", ("ouid", "买家openuid", "买家会员名", "买家昵称")),
    ("oaid", ("oaid",)),
    ("idfa", ("idfa",)),
    ("caid", ("caid",)),
    ("imei", ("imei",)),
    ("email", ("email", "e mail", "邮箱", "电子邮箱", "メール")),
    ("mobile", ("mobile", "phone", "telephone", "tel", "手机", "电话", "手机号")),
    ("household", ("household", "hshd", "hh", "家庭")),
    ("device_id", ("device id", "deviceid", "设备号", "设备id")),
    ("cookie", ("cookie", "fullvisitorid", "full visitor id", "cookie id")),
    ("anonymous_id", ("anonymous", "anonymousid", "visitor", "visitorid", "distinct id", "访客", "访客id", "guest id")),
    (
        "member_no",
        ("member", "member no", "membership", "会员", "会员号", "会员编号", "卡号", "card no", "loyalty", "会員番号"),
    ),
)
_PLAIN = "user_id"
_SESSION = "session"
_WHOLE = 0.98
_CONTACTS = frozenset({"email", "mobile"})


@dataclass(frozen=True, slots=True)
class NamedPeople:
    """Identity columns of all tables.

    Attributes:
        columns: Table → namespace → columns.
        own: Namespaces besides the shipped ones.
    """

    columns: dict[str, dict[str, tuple[str, ...]]]
    own: tuple[str, ...]


def name_people(tables: Sequence[SeenTable], joins: Sequence[Join]) -> NamedPeople:
    """Finds further identity columns, gives each its namespace and notes both in the tables' columns."""
    for table in tables:
        _find_more(table)
    found: dict[tuple[str, str], str] = {
        (table.name, column): _namespace(table.profile(column))
        for table in tables
        for column in table.with_role("person")
    }
    _sessions(tables, found)
    own = _lesser_keys(tables, joins, found)
    _unite(joins, found)
    columns: dict[str, dict[str, tuple[str, ...]]] = {}
    for table in tables:
        spaces: dict[str, tuple[str, ...]] = {}
        for column in (*table.with_role("person"), *table.with_role("session")):
            space = found.get((table.name, column))
            if space is None:
                continue
            spaces[space] = (*spaces.get(space, ()), column)
            table.columns[column] = replace(table.columns[column], namespace=space)
        columns[table.name] = spaces
    return NamedPeople(columns, (*own, _SESSION) if _SESSION in found.values() else own)


def _sessions(tables: Sequence[SeenTable], found: dict[tuple[str, str], str]) -> None:
    """Where some rows know the session alone, it stands for a visitor beside the person, wherever it is named."""
    with_session = [(table, column) for table in tables if (column := table.first("session"))]
    known = [(table, person) for table, _ in with_session if (person := table.first("person"))]
    has_gaps = any(table.profile(person).present < _WHOLE for table, person in known)
    is_alone = len(known) < len(with_session)
    if known and (has_gaps or is_alone):
        found |= {(table.name, column): _SESSION for table, column in with_session}


def _find_more(table: SeenTable) -> None:
    """Columns that by name or shape are identities beside the first one; masked ones are marked private."""
    for p in table.view.profiles:
        guess = table.columns[p.name]
        if p.name in table.pins:
            continue
        says_person = table.view.has_names and name_evidence(p.name, table=table.name).get("person", 0) >= 4
        is_contact = p.share["phone"] > 0.8 or p.share["email"] > 0.8
        if guess.role == "person" and not is_contact and _is_called_contact(p):
            table.columns[p.name] = replace(guess, role="private", reasons=(Reason("private"),), examples=())
        if guess.role == "person":
            continue
        says_person = says_person and not _is_called_contact(p)
        if (says_person or is_contact) and p.share["masked"] > 0.5:
            table.columns[p.name] = replace(guess, role="private", reasons=(Reason("masked"),), examples=())
        elif (is_contact or (says_person and _is_not_said(table, p, guess))) and _tells_apart(p, guess):
            reasons = (Reason("name", (p.name,)),) if says_person else (Reason("values", (p.examples[0][:3] + "…",)),)
            table.columns[p.name] = ColumnGuess(p.name, "person", 0.85, reasons, (), guess.alternatives)


def _is_not_said(table: SeenTable, p: ColumnProfile, guess: ColumnGuess) -> bool:
    """Whether the name says person more than the role that the values gave it."""
    named = name_evidence(p.name, table=table.name)
    return guess.role != "private" and named.get(guess.role, 0) < named["person"]


def _is_called_contact(p: ColumnProfile) -> bool:
    """Whether a name says phone or e-mail: values that are none then are no key either."""
    plain = normalise(p.name)
    words = [word for space, found in _BY_NAME if space in _CONTACTS for word in found]
    is_id = any(f" {word} " in f" {plain} " for word in ("id", "hash", "key"))
    return not is_id and any((f" {w} " in f" {plain} ") if w.isascii() else w in plain for w in words)


def _tells_apart(p: ColumnProfile, guess: ColumnGuess) -> bool:
    is_code = p.time is None and p.share["fraction"] < 0.05 and p.mean_words < 2.5 and p.mean_length <= 64
    return is_code and p.n_distinct >= 5 and guess.role not in ("text", "title")


def _namespace(p: ColumnProfile) -> str:
    """By the name, unless the values say mobile or e-mail."""
    if p.share["email"] > 0.8:
        return "email"
    if p.share["phone"] > 0.8:
        return "mobile"
    plain = normalise(p.name)
    for namespace, words in _BY_NAME:
        for word in words:
            if (f" {word} " in f" {plain} ") if word.isascii() else word in plain:
                is_misnamed = namespace in ("email", "mobile")
                return _PLAIN if is_misnamed else namespace
    return _PLAIN


def _lesser_keys(
    tables: Sequence[SeenTable], joins: Sequence[Join], found: dict[tuple[str, str], str]
) -> tuple[str, ...]:
    """Ids of which a person has many (an id made anew for every order) get a namespace of their own."""
    own: list[str] = []
    for table in tables:
        plain = [c for c in table.with_role("person") if found[table.name, c] == _PLAIN]
        for many in plain:
            person = next((c for c in plain if c != many and _is_lesser(table, many, c)), None)
            if person is None:
                continue
            space = re.sub(r"[^a-z0-9]+", "_", normalise(many)).strip("_") or "lesser_id"
            own.append(space)
            partners = {side for j in joins for side in (j.left, j.right) if (table.name, many) in (j.left, j.right)}
            for key in found:
                if key in partners or normalise(key[1]) == normalise(many):
                    found[key] = space
    return tuple(dict.fromkeys(own))


def _is_lesser(table: SeenTable, many: str, person: str) -> bool:
    a, b = table.profile(many), table.profile(person)
    return a.unique > b.unique and (a.n_distinct > 1.005 * b.n_distinct) and b.unique < 0.999


def _unite(joins: Sequence[Join], found: dict[tuple[str, str], str]) -> None:
    """Columns with the same keys have the same namespace: the plain one gives way to the named one."""
    for join in joins:
        left, right = found.get(join.left), found.get(join.right)
        if left is None or right is None or left == right:
            continue
        if left == _PLAIN:
            found[join.left] = right
        elif right == _PLAIN:
            found[join.right] = left
