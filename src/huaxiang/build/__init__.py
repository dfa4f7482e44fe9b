"""Runs the stages over all tables and writes a new generation of lake and store."""
