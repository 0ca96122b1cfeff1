"""A catalogue of ways to get a pupil's name past the gateway, each tried."""
