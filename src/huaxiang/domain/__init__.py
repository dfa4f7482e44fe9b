"""The nouns: events, people, tags, evidence, table schemas and the error tree."""
