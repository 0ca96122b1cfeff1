"""Who is seen in a message's header: outside addresses hidden, a colleague added."""
