"""What stands round a name: ordinary words, adults, places, lessons, and what they make of the confidence."""
