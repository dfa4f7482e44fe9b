"""The console: pages of our own, served without anything from outside."""
