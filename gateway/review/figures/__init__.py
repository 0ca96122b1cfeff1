"""The figures: what was held and changed over some weeks, as pictures with their tables."""
