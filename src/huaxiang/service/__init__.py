"""HTTP: intake, reading, the outward feed, and the worker as a child process."""
