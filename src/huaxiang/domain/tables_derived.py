"""Tables that a build makes: people, identities, features, segments, interests, transitions, tags and assignments."""

from __future__ import annotations

from huaxiang.domain.table import declare

__all__ = ["DERIVED"]

DERIVED = (
    declare(
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
    declare(
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
    declare(
        "links",
        "Statements that two identities are one person, or of kind undo that they are two.",
        """
        a text: the identity that sorts first
        b text: the other identity
        kind text: member, login, alias, order, merge or undo
        occurred_at at: earliest statement, of merge and undo the latest
        weight_milli milli: strength of the statement
        event_id? text: the event that stated it
        """,
        key=("a", "b", "kind"),
        derived=True,
    ),
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
        "movements",
        "People whose segment is another than in the build before.",
        """
        person_id text: the person
        from_segment text: segment of the build before
        to_segment text: segment of this build
        cause text: behaviour or model
        features json: what changed most: feature, before_milli, now_milli, step_milli
        at at: as_of of the build
        """,
        key=("person_id",),
        derived=True,
        person=True,
    ),
    declare(
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
    declare(
        "discoveries",
        "Words that could be synonyms for a category, one row a text that has the word.",
        """
        term text: the word, normalised
        category text: key of the category
        text_id text: a text that has it
        signs json: what leads to the category: kind, n and of people, level
        """,
        key=("term", "text_id"),
        derived=True,
    ),
    declare(
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
    declare(
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
    declare(
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
    declare(
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
    declare(
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
)
