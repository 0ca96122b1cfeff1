"""How a mail is written: its subject line, its own words and earlier ones, telling words near a name."""
