"""What both sides compute per person: the four kinds of fold, and one file for each fold."""
