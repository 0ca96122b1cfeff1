"""`python -m tests.fuzz [TARGET …] --seconds N`: fuzzes the targets, or tries one input again."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path

from tests.fuzz import live
from tests.fuzz.inputs import WORK
from tests.fuzz.minimise import keep


def main() -> int:
    wanted = _arguments()
    if wanted.input:
        return _try_again(wanted.targets, wanted.input)
    known = live.load()
    if unknown := [name for name in wanted.targets if name not in known]:
        print(f"there is no target {unknown[0]}; the targets are {', '.join(known)}", file=sys.stderr)
        return 2
    targets = [known[name] for name in wanted.targets or known]
    faults = 0
    for outcome in live.run(targets, wanted.seconds, wanted.jobs, wanted.work):
        faults += not outcome.is_well
        print(told(outcome), flush=True)
    if wanted.keep:
        for target in targets:
            print(f"{target.name}: {keep(target, wanted.work)} inputs kept")
    return 1 if faults else 0


def told(outcome: live.Outcome) -> str:
    """One line of a target that kept its promises; of one that did not, how to see it again."""
    line = f"{outcome.target}: {outcome.executions:,} inputs tried, {outcome.new} of them new"
    if outcome.is_well:
        return line
    again = (
        f"  python -m tests.fuzz {outcome.target} --input {shlex.quote(str(path))}" for path in outcome.broken
    )
    return "\n".join((line + ", BROKEN", *again, outcome.said))


def _try_again(targets: list[str], inputs: list[Path]) -> int:
    """Without atheris, so that the traceback is the plain one."""
    from tests.fuzz.targets import BY_NAME

    for path in inputs:
        for name in targets:
            BY_NAME[name].check(path.read_bytes())
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="all, where none is named")
    parser.add_argument("--seconds", type=float, default=60, help="for each target (60)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="targets at a time")
    parser.add_argument("--work", type=Path, default=WORK, help="where new inputs and logs go (.fuzz)")
    parser.add_argument("--keep", action="store_true", help="add inputs that reach new lines to the corpus")
    parser.add_argument("--input", type=Path, action="append", help="try this input again, and nothing else")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
