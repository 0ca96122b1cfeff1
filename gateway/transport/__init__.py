"""How mail leaves: the SMTP client side, used by the relay for what goes straight on and by the outbox."""
