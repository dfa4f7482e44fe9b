"""Ways out: webhooks and folders that changed tags are delivered to, and the outbox that they wait in."""
