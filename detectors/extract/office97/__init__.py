"""Office documents of 2003 and before, and the OLE storages that they are."""
