"""What the pages show, as documents: pure functions of a `Readable`, tested without a browser."""
