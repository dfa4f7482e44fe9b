"""A mapping for files nobody described: what each table is, what each column plays, each guess with its reason."""
