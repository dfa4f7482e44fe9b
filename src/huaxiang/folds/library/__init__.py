"""The declared folds: one file each, the file's name is the fold's name."""
