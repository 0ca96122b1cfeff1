"""A message taken apart where it stands, and put together again with its edits."""
