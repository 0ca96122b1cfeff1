"""Names are shortened wherever a message shows them: subject, texts, file names, attached files."""
