"""Dialects of SDKs: bytes as they come over HTTP to events, one file a dialect."""
