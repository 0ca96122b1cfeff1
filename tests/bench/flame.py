"""`python -m tests.bench.flame PICTURE`: where relay and workers spend their time, as a flame graph.

Needs leave to look into other processes (root, or ptrace_scope 0).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.__main__ import choose_load, gateway_before
from tests.bench.mail import clean_mails
from tests.bench.source import Load

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 15
RATE = 250  # samples a second
PY_SPY = Path(sys.executable).with_name("py-spy")


def main() -> int:
    (picture,) = sys.argv[1:]
    source, opening = choose_load(own=False)
    with (
        opening as target,
        tempfile.TemporaryDirectory() as directory,
        gateway_before(target, Path(directory)) as gateway,
    ):
        words = [str(PY_SPY), "record", "--pid", str(gateway.pid), "--subprocesses"]
        words += ["--duration", str(SECONDS), "--rate", str(RATE), "--output", picture]
        recording = subprocess.Popen(words, stdout=subprocess.DEVNULL)
        while recording.poll() is None:
            for mail in clean_mails():
                source.send(Load(mail.content, 100), gateway.port)
        written = Path(picture).read_text(encoding="utf-8")
        for place in (str(ROOT), directory):  # where it was made is nobody's business
            written = written.replace(f"{place}/", "")
        Path(picture).write_text(written, encoding="utf-8")
        return recording.returncode


if __name__ == "__main__":
    sys.exit(main())
