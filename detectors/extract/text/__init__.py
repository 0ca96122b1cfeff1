"""Text, and what is written in text: HTML, XML, JSON, tables, calendars, address cards."""
