"""The reviewer's rulings: what may be decided on a held message, what follows from it, and who is at it."""
