"""Files that hold files: archives, compressed files, cabinets, disc images."""
