"""How well PDFs are protected."""
