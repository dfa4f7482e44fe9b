"""Tables of what the shop gives: events, items, orders, texts, facts and the like; and what was rejected of it."""

from __future__ import annotations

from huaxiang.domain.table import declare

__all__ = ["GIVEN"]

GIVEN = (
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
        key=("person_id", "name", "source", "observed_at"),
        person=True,
    ),
    declare(
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
    declare(
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
    declare(
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
    declare(
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
        key=("person_id", "purpose", "recipient", "kind", "given_at"),
        person=True,
    ),
    declare(
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
