"""From the parts of a message to everything that can be read of them."""
