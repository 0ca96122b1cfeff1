"""The numbers and codes by which a pupil is known: how each is written, and how it is checked."""
