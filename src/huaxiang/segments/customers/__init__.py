"""What a buyer's own orders say: recency, frequency and money (RFM), and the stage of the life cycle."""
