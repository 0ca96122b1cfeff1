"""Pupils' names in text: folding, variants, what may stand between the words of a name, and the index."""
