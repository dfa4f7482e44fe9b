"""The scorecard: speed and size beside peers (`bench_*.py`), truth (the others), measured at every call."""
