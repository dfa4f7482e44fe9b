"""Flag rules, one file a rule; the file name is the rule's name."""
