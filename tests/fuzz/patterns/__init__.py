"""Regular expressions of the product: gathered, looked at for ambiguity, and attacked with pumped strings."""
