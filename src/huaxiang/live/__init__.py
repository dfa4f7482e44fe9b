"""Runs the folds and scores over the newest events and writes only what changed."""
