"""The demo school: everything made up, everything real: its own SMTP port, its own next hop, its own store."""
