"""How long what was stopped is kept, and what goes soon."""
