"""Where accepted events wait: the common truth of live and batch."""
