"""A shop whose people, wishes and mistakes are known: raw files to build from, and the truth beside them."""
