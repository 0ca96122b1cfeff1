"""How well the files in an archive are protected."""
