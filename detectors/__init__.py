"""What is in a message: bytes and facts in, findings out. Knows nothing of SMTP, SQL, HTTP or the gateway."""
