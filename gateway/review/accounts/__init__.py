"""Accounts: how people are let in, sign in, and go."""
