"""The record: who did what, when; read, filtered and taken away."""
