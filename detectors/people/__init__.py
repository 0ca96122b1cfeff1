"""Who writes to whom: mailboxes, recipients and what they are to the school, names that are alike."""
