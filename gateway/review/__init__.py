"""Where people look: rulings on held mail, and the small web side."""
