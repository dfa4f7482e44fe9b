"""Parts of the portrait page: one module a card, each a function of a visit and of what a view gave."""
