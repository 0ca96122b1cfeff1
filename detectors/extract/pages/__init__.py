"""Pages and pictures: what is printed on them, and what can be recognised in them."""
