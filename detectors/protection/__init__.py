"""How well a file is protected, judged by trying to open it."""
