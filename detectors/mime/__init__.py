"""Bytes to Message: taking mail apart as a tolerant mail program would, and saying where programs differ."""
