"""What the page of data is made of: sources with their rejects, a proposed mapping, and the build."""
