"""Opens a project folder: the one place where names in huaxiang.toml become objects."""
