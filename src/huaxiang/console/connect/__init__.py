"""The page on which a shop points its SDK here: keys, snippets, and an event sent to try it."""
