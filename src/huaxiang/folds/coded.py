"""A column of texts as whole numbers into a list of the different ones: what many rows of few keys are kept in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["Coded"]

Ints = npt.NDArray[np.int64]


class Coded(Sequence[Any]):
    """Texts (or None) in a sequence; equal texts have the same code.

    Attributes:
        codes: Place of each row's text among `names`, shape (n,).
        names: The different texts; some may be in no row.
    """

    __slots__ = ("codes", "names")

    def __init__(self, codes: Ints, names: Sequence[str | None]) -> None:
        self.codes, self.names = codes, names

    @classmethod
    def of(cls, texts: Iterable[str | None]) -> Coded:
        """A column of the texts given."""
        known: dict[str | None, int] = {}
        codes = np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int64)
        return cls(codes, list(known))

    @classmethod
    def from_arrow(cls, column: pa.ChunkedArray | pa.Array) -> Coded:
        """A column of an Arrow table; nulls become None."""
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if whole.null_count == len(whole):
            return cls.nothing(len(whole))
        encoded = whole if pa.types.is_dictionary(whole.type) else whole.dictionary_encode()
        names: list[str | None] = encoded.dictionary.to_pylist()
        codes = encoded.indices
        if codes.null_count:
            codes = codes.cast(pa.int64()).fill_null(len(names))
            names.append(None)
        return cls(codes.to_numpy(zero_copy_only=False).astype(np.int64, copy=False), names)

    @classmethod
    def nothing(cls, n: int) -> Coded:
        """A column of `n` Nones."""
        return cls(np.zeros(n, dtype=np.int64), [None])

    def __len__(self) -> int:
        return int(self.codes.size)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Coded: ...
    def __getitem__(self, at: int | slice) -> Any:
        """The text of one row, or a part of the column."""
        return Coded(self.codes[at], self.names) if isinstance(at, slice) else self.names[self.codes[at]]

    def __iter__(self) -> Iterator[Any]:
        return map(self.names.__getitem__, self.codes.tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Coded | list) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Coded({list(self)!r})"

    def take(self, rows: Ints) -> Coded:
        """The texts of these rows."""
        return Coded(self.codes[rows], self.names)

    def each(self, of: Callable[[Any], Any], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        """`of(text)` of every row, shape (n,); it is asked once for each different text."""
        values = np.fromiter((of(name) for name in self.names), dtype=dtype, count=len(self.names))
        return values[self.codes] if values.size else np.empty(0, dtype=dtype)

    def codes_in(self, other: Coded) -> Ints:
        """Each row's code as `other` has it, −1 where `other` has no such text."""
        if self.names is other.names:
            return self.codes
        place = {name: at for at, name in enumerate(other.names)}
        found: Ints = self.each(lambda name: place.get(name, -1), np.int64)
        return found
