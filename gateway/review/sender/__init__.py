"""The sender's own page: what was stopped and why, and the ways out that the rules leave open."""
