"""Messages in files, and messages that were signed or sealed."""
