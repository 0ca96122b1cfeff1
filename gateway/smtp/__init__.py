"""Mail comes in from the school's server, and what is clean goes straight on within the same dialogue."""
