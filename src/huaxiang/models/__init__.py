"""Model artefacts: manifest, weights, versions; no mathematics."""
