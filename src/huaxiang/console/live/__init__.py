"""The live page: one reader of the change feed for all who watch, and what each of them sees."""
