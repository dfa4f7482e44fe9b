"""What the page of audiences is made of: chips, the form of a condition, and the outcome."""
