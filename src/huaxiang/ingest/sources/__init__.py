"""Where raw rows come from: one file a kind of source, found by its name."""
