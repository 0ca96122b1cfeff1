"""Replay: what a policy would have done to mail that was sent long ago."""
