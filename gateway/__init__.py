"""The gateway: mail comes in, is decided by the school's policy, and goes on, is kept or is given back."""
