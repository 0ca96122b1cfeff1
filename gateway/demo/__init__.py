"""The demo school: all people made up, all mail real: through its own SMTP port."""
