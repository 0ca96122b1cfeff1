"""The queue: what is held, the most urgent first, and how one finds what one is looking for."""
