"""Stage 1: raw files become canonical tables, links and identities; every row that is not used is counted."""
