"""What every stage gives out: catalogue, assignments, the gate, the change feed, expressions and rules."""
