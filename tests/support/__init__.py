"""What scenarios are made of: the gateway as a process, servers it talks to, and invented mail."""
