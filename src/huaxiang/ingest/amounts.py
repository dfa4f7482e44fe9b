"""Amounts of an order from those that its export gives: net = paid − refund, paid = gross − discount."""

from __future__ import annotations

__all__ = ["complete_order", "with_returns"]


def complete_order(given: frozenset[str], currency: str) -> dict[str, str]:
    """SQL expressions of an order's amounts, times and status over its mapped columns.

    An order that was paid and then cancelled, with no refund said, was paid back in full.

    Args:
        given: Mapped columns among gross_minor, discount_minor, refund_minor, net_minor, paid_minor, paid_at,
            closed_at and status.
        currency: Currency of orders without one.
    """

    def have(name: str) -> str:
        return name if name in given else "NULL::BIGINT"

    refund = f"coalesce({have('refund_minor')}, 0)"
    paid = (
        f"coalesce({have('paid_minor')}, {have('net_minor')} + {refund},"
        f" {have('gross_minor')} - coalesce({have('discount_minor')}, 0), 0)"
    )
    closed = "status IN ('placed', 'cancelled')" if "status" in given else "false"
    paid_at = "paid_at" if "paid_at" in given else f"(CASE WHEN {closed} THEN NULL ELSE placed_at END)"
    is_paid = f"({paid_at} IS NOT NULL)"
    is_undone = f"(status = 'cancelled' AND {is_paid} AND {refund} = 0)" if "status" in given else "false"
    refund = f"(CASE WHEN {is_undone} THEN {paid} ELSE {refund} END)"
    gross = f"coalesce({have('gross_minor')}, {paid} + coalesce({have('discount_minor')}, 0))"
    is_refunded = f"({refund} >= {paid} AND {refund} > 0)"
    derived = f"(CASE WHEN {is_refunded} THEN 'refunded' WHEN {is_paid} THEN 'completed' ELSE 'placed' END)"
    return {
        "paid_at": paid_at,
        "gross_minor": gross,
        "discount_minor": f"coalesce({have('discount_minor')}, {gross} - {paid})",
        "refund_minor": refund,
        "net_minor": f"(CASE WHEN {is_undone} OR NOT {is_paid} THEN 0"
        f" ELSE coalesce({have('net_minor')}, {paid} - {refund}) END)",
        "status": f"coalesce(status, {derived})" if "status" in given else derived,
        "currency": f"coalesce(currency, '{currency}')" if "currency" in given else f"'{currency}'",
    }


def with_returns(rows: str) -> str:
    """The order rows with those that paid back more than they took as what they are: returns, with no payment.

    Args:
        rows: Query of rows as `complete_order` completes them.
    """
    paid = "(net_minor + refund_minor)"

    def of_return(column: str, value: str) -> str:
        return f"CASE WHEN {paid} < 0 THEN {value} ELSE {column} END AS {column}"

    changes = (
        of_return("closed_at", "coalesce(closed_at, placed_at)"),
        of_return("paid_at", "NULL"),
        of_return("gross_minor", "0"),
        of_return("discount_minor", "0"),
        of_return("refund_minor", "-net_minor"),
        of_return("status", "'refunded'"),
    )
    return f"SELECT * REPLACE ({', '.join(changes)}) FROM ({rows})"
