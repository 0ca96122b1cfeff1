"""Everything on record about one person: found, shown, and taken away."""
