"""The command line: thin commands over `huaxiang.project`, with one way to end."""
