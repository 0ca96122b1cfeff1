"""A case: why a message is held, what it says, and what came before."""
