"""Stage 3: interests read from what people write and do."""

from __future__ import annotations
