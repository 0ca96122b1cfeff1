"""What is said of a policy that can be used, but may not do what its author means."""
