"""What templates of the review page can ask for."""
