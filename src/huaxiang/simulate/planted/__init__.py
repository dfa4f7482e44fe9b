"""Planted personas: shoppers whose kind is known, drawn from a model whose best possible recognition is known too."""
