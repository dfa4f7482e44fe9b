"""The frozen figures of a shop's buyers that RFM and life cycle are measured by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from huaxiang.domain.ids import content_id
from huaxiang.folds.people import Ints
from huaxiang.segments.customers.life_cycle import typical_cycle
from huaxiang.segments.customers.purchases import Purchases
from huaxiang.segments.customers.rfm import fifths, median
from huaxiang.segments.customers.worth import Worth
from huaxiang.segments.features.base import Floats

__all__ = ["CustomerModel", "fit_customers"]


@dataclass(frozen=True, slots=True)
class CustomerModel:
    """What a build froze of all buyers.

    Attributes:
        edges: Fifths of quiet days, orders and net sales (minor units), shape (3, 4).
        medians: Medians of the same, shape (3,).
        cycle_days: The shop's interval between days with an order.
        n_buyers: Buyers that it was fitted on.
        worth: Lifetime value, without parameters where nothing may be given out.
    """

    edges: Ints
    medians: Ints
    cycle_days: int
    n_buyers: int
    worth: Worth = field(default_factory=Worth)

    @property
    def model_id(self) -> str:
        """`customers.` and a hash of the figures."""
        worth = [repr(number) for number in self.worth.to_array().tolist()]
        return f"customers.{content_id(self.edges.tolist(), self.medians.tolist(), self.cycle_days, worth)[:12]}"

    def to_arrays(self) -> dict[str, Ints | Floats]:
        """Weights of an artefact."""
        shop = np.array([self.cycle_days, self.n_buyers])
        return {"edges": self.edges, "medians": self.medians, "shop": shop, "worth": self.worth.to_array()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Any]) -> CustomerModel:
        """The model of an artefact's weights."""
        cycle_days, n_buyers = (int(value) for value in arrays["shop"])
        return cls(arrays["edges"], arrays["medians"], cycle_days, n_buyers, Worth.from_array(arrays["worth"]))


def fit_customers(seen: Iterable[Purchases], worth: Worth | None = None) -> CustomerModel:
    """The model of several batches' buyers, whose order does not matter, with their lifetime value as fitted."""
    batches = list(seen)
    columns = [
        np.concatenate([np.empty(0, dtype=np.int64), *(getattr(each, name) for each in batches)])
        for name in ("quiet_days", "n_orders", "net_minor", "gap_days")
    ]
    edges = np.stack([fifths(values) for values in columns[:3]])
    medians = np.array([median(values) for values in columns[:3]], dtype=np.int64)
    return CustomerModel(edges, medians, typical_cycle(columns[3]), int(columns[0].size), worth or Worth())
