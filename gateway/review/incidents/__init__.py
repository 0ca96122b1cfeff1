"""Incidents: what got out, whom it touches, the clock of the law, and the report."""
