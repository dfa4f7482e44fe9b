"""Where profiles live: generations of the store, one of them current."""
