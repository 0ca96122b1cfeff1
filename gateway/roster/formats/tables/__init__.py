"""Pupil lists that are tables, read by the headings of their columns."""
