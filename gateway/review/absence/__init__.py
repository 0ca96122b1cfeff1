"""Where people say that they are away, and who does their work in the meantime."""
