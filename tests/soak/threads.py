"""The threads of one part of a soak: they are told together that it is over, and none breaks in silence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec

P = ParamSpec("P")


@dataclass
class Threads:
    """`over` tells them to come to their end; `failures` has what broke one of them."""

    over: threading.Event = field(default_factory=threading.Event)
    failures: list[BaseException] = field(default_factory=list)
    _started: list[threading.Thread] = field(default_factory=list)

    def start(self, run: Callable[P, None], *args: P.args, **named: P.kwargs) -> None:
        def watched() -> None:
            try:
                run(*args, **named)
            except BaseException as error:
                self.failures.append(error)
                raise

        thread = threading.Thread(target=watched, daemon=True)
        self._started.append(thread)
        thread.start()

    @property
    def are_alive(self) -> bool:
        return any(thread.is_alive() for thread in self._started)

    def stop(self) -> None:
        """Waits for each."""
        self.over.set()
        for thread in self._started:
            thread.join()
