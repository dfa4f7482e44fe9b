"""Stage 4, journeys: steps, transitions, sessions and the story of one person."""
