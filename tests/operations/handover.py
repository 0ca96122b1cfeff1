"""Gives a gateway what systemd gives: sockets from the third file descriptor on, and variables that say so.

In a fork of the tests' own it is `GatewayProcess.aside`; run as `handover.py PATH COMMAND …` it becomes the
command, with no right left in the kernel's eyes, as an ordinary user's programs have none.
"""

from __future__ import annotations

import json
import os
import socket
import sys

NO_RIGHTS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
FIRST = 3


def prepare(path: str) -> None:
    """Takes over what the SocketHolder at `path` holds."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.connect(path)
        names, files, _, _ = socket.recv_fds(asking, 4096, 16)
    above = [os.dup2(each, FIRST + 50 + number) for number, each in enumerate(files)]
    for number, each in enumerate(above):
        os.dup2(each, FIRST + number)
    for each in (*above, *(each for each in files if each >= FIRST + len(files))):
        os.close(each)
    os.environ["LISTEN_PID"] = str(os.getpid())
    os.environ["LISTEN_FDS"] = str(len(files))
    os.environ["LISTEN_FDNAMES"] = ":".join(json.loads(names))


if __name__ == "__main__":
    prepare(sys.argv[1])
    os.execvp(NO_RIGHTS[0], [*NO_RIGHTS, *sys.argv[2:]])  # noqa: S606 - this process is what becomes the command
