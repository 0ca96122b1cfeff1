"""How much of what people attach is read, how rightly its protection is judged, and what that costs."""
