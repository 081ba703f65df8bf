"""What does it say, and what follows? Frames give claims, patterns give leads."""
