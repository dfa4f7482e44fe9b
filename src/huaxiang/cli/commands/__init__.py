"""One file a command, loaded by name when it is called."""
