"""How well Office documents are protected, those of today and those of 2003 and before."""
