"""Names shortened inside attached files: what is not a name stays byte for byte."""
