"""Locks files with a passphrase, each in the way that its kind knows, and opens them again to compare."""
