"""Looks at everything the gateway depends on, and says of each fault what to do about it."""
