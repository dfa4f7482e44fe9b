"""Behaviour features (特征): one file each, the file's name is the feature's name."""
