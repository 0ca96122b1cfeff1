"""Who reviews, and what each of them may do where."""
