"""Files that are replaced in one step: at every moment there is the old one or the new one, and all of it."""

from __future__ import annotations

import glob
import os
from pathlib import Path


def write_private(path: Path, content: bytes, owner: os.stat_result | None = None) -> None:
    """A new file of mode 0600, on disk when this returns. Raises OSError and leaves nothing behind then.

    owner: whose it is to be, where root writes it for the user under whom the gateway runs
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            if owner and owner.st_uid != os.geteuid():
                os.fchown(descriptor, owner.st_uid, owner.st_gid)
            file.write(content)
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def put_in_place(unfinished: Path, path: Path) -> None:
    """Instead of what is there. Raises OSError."""
    unfinished.replace(path)
    sync_folder(path)


def sync_folder(path: Path) -> None:
    """What the folder of a file says of it is on disk when this returns. Raises OSError."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def unfinished_of(path: Path) -> Path:
    """Where this process writes what is to replace the file."""
    return path.with_name(f".{path.name}.{os.getpid()}.new")


def clear_unfinished(path: Path) -> None:
    """Deletes what processes that were killed have left. Raises OSError."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.new"):
        left.unlink(missing_ok=True)
