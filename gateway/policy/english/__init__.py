"""A policy in plain English: in commands, in notices, on the review page."""
