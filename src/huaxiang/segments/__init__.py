"""Stage 2: from behaviour features to named, stable segments in which every person has a probability."""
