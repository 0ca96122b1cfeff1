"""What must hold whatever the bytes: a function for each target, from bytes to nothing or AssertionError."""
