"""What every page of the web side has in common: who may see it, how it looks, what goes with it."""
