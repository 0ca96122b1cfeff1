"""How people are let in, sign in, and go."""
