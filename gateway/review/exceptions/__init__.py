"""Exceptions and false holds: what is said of a held message so that the next one like it is not held."""
