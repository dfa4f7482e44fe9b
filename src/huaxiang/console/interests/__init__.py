"""Parts of the page of interests: the tree, a category, the sentence that is tried, and what waits for review."""
