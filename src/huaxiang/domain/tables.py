"""Every table's Arrow schema, each column documented with its unit; the one place where columns are named."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from huaxiang.domain.errors import ContractBroken, UnknownName

__all__ = ["TABLES", "Column", "Table", "table"]

_TYPES = {
    "text": pa.string(),
    "int": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "json": pa.string(),
    "at": pa.int64(),
    "milli": pa.int64(),
    "money": pa.int64(),
}
_UNITS = {"at": "µs UTC", "milli": "0..1000", "money": "minor units", "json": "JSON text"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, type, whether it may be missing, and what it means."""

    name: str
    type: pa.DataType
    is_nullable: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the lake or of the ledger: its columns, its key, and whether it holds people."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    is_derived: bool
    is_per_person: bool

    @property
    def schema(self) -> pa.Schema:
        """Arrow schema, with each column's meaning as field metadata."""
        return pa.schema([pa.field(c.name, c.type, c.is_nullable, {"meaning": c.meaning}) for c in self.columns])

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(column.name for column in self.columns)

    def check(self, rows: pa.Table) -> pa.Table:
        """The rows in this table's column order and types.

        Raises:
            ContractBroken: A column is missing or unknown, has another type, or misses a required value.
        """
        if set(rows.column_names) != set(self.names):
            odd = sorted(set(rows.column_names) ^ set(self.names))
            raise ContractBroken(f"table {self.name}: columns differ: {', '.join(odd)}")
        try:
            cast = rows.select(list(self.names)).cast(pa.schema([(c.name, c.type) for c in self.columns]))
        except pa.ArrowInvalid as error:
            raise ContractBroken(f"table {self.name}: {error}") from error
        for column in self.columns:
            if not column.is_nullable and cast[column.name].null_count:
                raise ContractBroken(f"table {self.name}: column {column.name} misses values")
        return cast.cast(self.schema)


def _columns(text: str) -> tuple[Column, ...]:
    """Columns from lines of `name? type: meaning`; `?` marks a column that may be missing."""
    columns = []
    for line in text.strip().splitlines():
        head, meaning = line.strip().split(": ", 1)
        name, kind = head.split()
        unit = f" ({_UNITS[kind]})" if kind in _UNITS else ""
        columns.append(Column(name.rstrip("?"), _TYPES[kind], name.endswith("?"), f"{meaning}{unit}"))
    return tuple(columns)


def _table(
    name: str,
    meaning: str,
    columns: str,
    *,
    key: tuple[str, ...],
    derived: bool = False,
    person: bool = False,
) -> Table:
    return Table(name, meaning, _columns(columns), key, derived, person)


_ALL = (
    _table(
        "events",
        "What happened, one row an event.",
        """
        event_id text: hash of source and message id, else of source, raw row and its ordinal
        source text: name of the source in huaxiang.toml, or of the write key
        message_id? text: the sender's own id of the event
        name text: event name in snake case of the Segment e-commerce specification
        occurred_at at: when it happened, clock skew corrected
        received_at at: when we received it; the file's occurred_at where a file says nothing
        person_id? text: the person, null when no identity is known
        namespace? text: namespace of the event's first identity
        identity? text: value of the event's first identity
        session_id? text: the sender's session id
        item_id? text: item concerned
        order_id? text: order concerned
        quantity? int: pieces
        amount_minor? money: amount of the event
        currency? text: ISO 4217 code of the amount
        channel? text: app, h5, mini_program, web, store, …
        device? text: ios, android, harmony, desktop, …
        page? text: page or screen name
        zone? text: click zone on the page
        dwell_ms? int: time on the page in milliseconds
        text_id? text: text written with the event
        campaign_id? text: campaign that led here
        properties json: everything else as sent
        log_seq? int: sequence number in the accepted log, null for events from files
        """,
        key=("event_id",),
        person=True,
    ),
    _table(
        "items",
        "Products as the shop lists them.",
        """
        item_id text: the shop's item id
        title text: title as listed
        brand? text: brand as listed
        l1? text: first-level category as listed
        l2? text: second-level category as listed
        l3? text: third-level category as listed
        category_path_raw? text: category path as listed, when it came in one cell
        price_minor? money: list price
        currency? text: ISO 4217 code
        listed_at? at: when it was listed
        attributes json: everything else as listed
        is_sensitive? flag: marked sensitive by the shop
        source text: name of the source
        """,
        key=("item_id",),
    ),
    _table(
        "item_states",
        "Price and stock of items over time.",
        """
        item_id text: the item
        observed_at at: when it was seen so
        price_minor? money: price then
        stock? int: pieces in stock then
        source text: name of the source
        """,
        key=("item_id", "observed_at"),
    ),
    _table(
        "orders",
        "Orders, one row each.",
        """
        order_id text: the shop's order id
        person_id? text: the buyer, null when no identity is known
        placed_at at: when it was placed
        paid_at? at: when it was paid, null when it was not
        closed_at? at: when it was closed or cancelled
        gross_minor money: sum of list prices
        discount_minor money: what coupons and promotions took off
        refund_minor money: what was paid back
        net_minor money: paid less refunds (净销售额)
        currency text: ISO 4217 code
        status text: placed, paid, shipped, completed, cancelled or refunded
        channel? text: channel of the order
        source text: name of the source
        """,
        key=("order_id",),
        person=True,
    ),
    _table(
        "order_lines",
        "Lines of orders.",
        """
        order_id text: the order
        line_number int: 1, 2, … within the order
        item_id? text: the item
        quantity int: pieces
        amount_minor money: paid for the line
        currency text: ISO 4217 code
        coupon_id? text: coupon used on the line
        source text: name of the source
        """,
        key=("order_id", "line_number"),
    ),
    _table(
        "texts",
        "What people wrote, personal data masked at ingest.",
        """
        text_id text: id of the text
        person_id? text: the writer
        kind text: review, search, question, service_chat, product_page or social
        text text: the text, phones, addresses and order numbers masked in place
        occurred_at at: when it was written
        item_id? text: the item it is about
        source text: name of the source
        """,
        key=("text_id",),
        person=True,
    ),
    _table(
        "facts",
        "Facts about people from third parties.",
        """
        person_id text: the person
        name text: name of the fact
        value text: value of the fact
        source text: the supplier
        contract? text: contract reference
        consent_id? text: consent reference
        confidence_milli milli: the supplier's confidence
        observed_at at: when it was observed
        expires_at? at: when it must go
        """,
        key=("person_id", "name", "source"),
        person=True,
    ),
    _table(
        "coupons",
        "Coupons issued to people.",
        """
        coupon_id text: the coupon
        person_id? text: its holder
        issued_at at: when it was issued
        expires_at? at: when it expires
        used_at? at: when it was used
        value_minor? money: what it takes off
        campaign_id? text: campaign that issued it
        source text: name of the source
        """,
        key=("coupon_id",),
        person=True,
    ),
    _table(
        "campaigns",
        "Campaigns of the shop.",
        """
        campaign_id text: the campaign
        name text: its name
        channel? text: its channel
        tag_key? text: the tag it addressed
        starts_at at: when it starts
        ends_at? at: when it ends
        source text: name of the source
        """,
        key=("campaign_id",),
    ),
    _table(
        "messages",
        "Every touch, own or imported.",
        """
        message_id text: the message
        person_id? text: who was touched
        campaign_id? text: its campaign
        channel? text: email, sms, push, …
        sent_at at: when it was sent
        delivered_at? at: when it arrived
        opened_at? at: first open
        clicked_at? at: first click
        source text: name of the source
        """,
        key=("message_id",),
        person=True,
    ),
    _table(
        "consents",
        "Consents given and withdrawn.",
        """
        person_id text: the person
        purpose text: purpose id, or `profiling` for profiling altogether
        recipient? text: channel or recipient
        kind text: general, separate, guardian or refusal
        given_at at: when it was given (for a refusal: when it was made)
        withdrawn_at? at: when it was withdrawn
        source text: where it was given
        text_version? text: version of the text agreed to
        """,
        key=("person_id", "purpose", "kind", "given_at"),
        person=True,
    ),
    _table(
        "people",
        "Everyone we know.",
        """
        person_id text: `p_` and 16 hex digits
        first_seen_at at: earliest sign of the person
        last_seen_at at: latest sign up to as_of
        n_identities int: identities of the person
        n_events int: events up to as_of
        traits json: traits as last stated
        """,
        key=("person_id",),
        derived=True,
        person=True,
    ),
    _table(
        "identities",
        "Identities and the person they belong to.",
        """
        identity text: `namespace:value`
        namespace text: such as member_no, mobile or device_id
        value text: the value
        person_id text: the person
        first_seen_at at: earliest sign of the identity
        """,
        key=("identity",),
        derived=True,
        person=True,
    ),
    _table(
        "links",
        "Statements that two identities are one person.",
        """
        a text: the identity that sorts first
        b text: the other identity
        kind text: member, login, alias or order
        occurred_at at: earliest statement
        weight_milli milli: strength of the statement
        event_id? text: the event that stated it
        """,
        key=("a", "b", "kind"),
        derived=True,
    ),
    _table(
        "merges",
        "Old person ids and what they became.",
        """
        old text: person id that is no longer used
        new text: person id that took its place
        reason text: the link, or rebuild
        at at: when it was noticed
        """,
        key=("old", "new"),
        derived=True,
    ),
    _table(
        "sessions",
        "Sessions: events of a person without 30 minutes of silence between them.",
        """
        person_id text: the person
        started_at at: first event
        ended_at at: last event
        n_events int: events
        n_views int: product views
        has_cart flag: something was added to the cart
        has_order flag: an order was completed
        """,
        key=("person_id", "started_at"),
        derived=True,
        person=True,
    ),
    _table(
        "features",
        "Behaviour features, one row a person and feature.",
        """
        person_id text: the person
        feature text: name of the feature
        value? number: its value in the feature's unit, null when not known
        """,
        key=("person_id", "feature"),
        derived=True,
        person=True,
    ),
    _table(
        "segments",
        "Segments of the current segmentation.",
        """
        segment_id text: such as s0007, never used twice
        name_zh text: Chinese name
        name_en text: English name
        n_people int: people
        share number: share of people, 0..1
        centre json: centre by feature in the features' own units
        traits json: what sets it apart: feature, effect size, direction
        fitted_at at: as_of of the fit
        model_id text: model that made it
        """,
        key=("segment_id",),
        derived=True,
    ),
    _table(
        "memberships",
        "Probability of each person in each segment.",
        """
        person_id text: the person
        segment_id text: the segment
        probability_milli milli: calibrated probability
        rank int: 1 for the person's first choice
        """,
        key=("person_id", "segment_id"),
        derived=True,
        person=True,
    ),
    _table(
        "interests",
        "Interests read from texts, one row a reading.",
        """
        event_id text: id of the reading
        person_id? text: the writer
        text_id text: the text
        tag_key text: the interest
        stance text: prefer, avoid, neutral or past
        owner text: self or other
        strength int: 1..3
        confidence_milli milli: confidence of the reading
        start int: first code point of the phrase
        end int: one past its last code point
        level text: lexicon, linear, encoder, parser or llm
        occurred_at at: when the text was written
        """,
        key=("event_id",),
        derived=True,
        person=True,
    ),
    _table(
        "transitions",
        "Directly-follows counts between steps.",
        """
        from_step text: step such as view:beauty
        to_step text: next step of the same person
        n_times int: how often
        n_people int: people who did it
        median_gap_us int: lower median of the time between the two, in µs
        weight int: sum of 2**32 · 2**(−age / 30 days) over the times
        """,
        key=("from_step", "to_step"),
        derived=True,
    ),
    _table(
        "tags",
        "The catalogue of tag definitions.",
        """
        key text: tag key
        group? text: sister tags (标签组)
        kind text: fact, behaviour, interest, composite, flag, predicted or segment
        label_zh text: Chinese label
        label_en text: English label
        definition_text text: exact definition in words (口径)
        definition_version int: version of the definition
        owner text: who answers for it
        approver? text: who approved it
        purposes text: purposes, separated by commas
        level text: data level L1..L4
        state text: draft, observation, active, frozen or retired
        bad_cycles int: cycles in a row under the baseline
        threshold_milli milli: confidence needed to pass the gate
        half_life_days? int: half-life of the interest
        retention_days int: days until it must be renewed by evidence
        is_sensitive flag: whether it lies on a sensitive branch
        changed_at at: last change of state
        changed_by text: who changed it
        reason text: why
        """,
        key=("key",),
        derived=True,
    ),
    _table(
        "assignments",
        "Who holds which tag.",
        """
        person_id text: the person
        tag_key text: the tag
        definition_version int: version of the definition it was made with
        status text: active, observation, below_threshold, frozen or expired
        score_milli milli: how much
        strength? int: 1..3, interests
        stance? text: prefer, avoid, neutral or past, interests
        confidence_milli milli: calibrated confidence
        valid_from at: since when
        valid_until? at: until when
        as_of at: as of when it was computed
        origin text: batch or live
        run_id text: the build whose models made it
        model_id? text: model that made it
        evidence_id text: its evidence
        """,
        key=("person_id", "tag_key"),
        derived=True,
        person=True,
    ),
    _table(
        "evidence",
        "What tags rest on.",
        """
        evidence_id text: hash of the rest
        kind text: event, span, pattern, centre, rule, fact or contribution
        references json: what it points to
        level? text: lexicon, linear, encoder, parser or llm
        """,
        key=("evidence_id",),
        derived=True,
    ),
    _table(
        "tag_changes",
        "The change feed.",
        """
        seq int: sequence number
        person_id text: the person
        tag_key text: the tag
        field text: the changed field, or `*` for a tag gained or lost
        old? json: value before
        new? json: value after
        cause text: event:, late_event:, timer, decay, merge:, undo:, rebuild:, user: or erase
        at at: when
        """,
        key=("seq",),
        derived=True,
        person=True,
    ),
    _table(
        "rejects",
        "Rows and events that are not used, each with its reason.",
        """
        source text: name of the source
        path text: file
        line? int: line or row number, from 1
        reason text: why it is not used
        raw text: the row as it stood, personal data masked
        """,
        key=("source", "path", "line", "reason"),
    ),
)

TABLES: dict[str, Table] = {each.name: each for each in _ALL}


def table(name: str) -> Table:
    """The table of that name.

    Raises:
        UnknownName: There is none; the nearest names are given.
    """
    if name not in TABLES:
        raise UnknownName("table", name, TABLES)
    return TABLES[name]
