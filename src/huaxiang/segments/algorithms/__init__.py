"""Segmenters: one file each, the file's name is its name in the configuration."""
