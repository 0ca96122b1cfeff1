"""Rich text, whose words stand between control words and groups."""
