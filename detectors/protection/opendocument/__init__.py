"""How well OpenDocument files are protected."""
