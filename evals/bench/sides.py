"""What a section works with: the plan, the folder, and the processes of its two sides."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from evals.bench.plan import Plan
from evals.bench.worker import PartFailed, Worker
from evals.bench.workspace import Workspace

Show = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and of how much."""
Fault = dict[str, str]


@dataclass(frozen=True)
class Bench:
    """One run of the benchmark."""

    plan: Plan
    space: Workspace
    hikma: Sequence[str]
    """The command line's own command, as a process is started with it."""
    show: Show


@dataclass
class Sides:
    """Hikma's process and, where it could be opened, the baseline's."""

    hikma: Worker
    baseline: Worker | None
    faults: list[Fault] = field(default_factory=list)

    def both(self, number: int) -> list[tuple[str, Worker]]:
        """The sides in the order of their turns: who goes first alternates, so that neither
        always finds the machine as the other left it."""
        present = [("hikma", self.hikma)]
        present += [("baseline", self.baseline)] if self.baseline else []
        return present[::-1] if number % 2 else present

    def memory(self) -> dict[str, int]:
        """Bytes, the most each has held."""
        return {name: side.peak for name, side in self.both(0) if side.peak is not None}

    def attempt(self, side: Worker, **args: Any) -> dict[str, Any] | None:
        """A step of one side; None, and a fault of the section, where it fails."""
        try:
            return side.ask(**args)
        except PartFailed as fault:
            if fault.as_record() not in self.faults:  # a process that is gone fails at every step
                self.faults.append(fault.as_record())
            return None


@contextmanager
def opened(bench: Bench, section: str, baseline: str) -> Iterator[Sides]:
    """Both sides of a section with their models loaded.

    A baseline that does not open is a fault of the section, no more. Raises `PartFailed` where
    Hikma does not open.
    """
    with ExitStack() as stack:
        bench.show("opening", 0, 1)
        hikma = stack.enter_context(Worker(f"{section}.hikma", bench.space))
        other = stack.enter_context(Worker(f"{section}.{baseline}", bench.space))
        hikma.begin()
        other.begin()
        hikma.ready()
        sides = Sides(hikma, other)
        try:
            other.ready()
        except PartFailed as fault:
            sides.faults.append(fault.as_record())
            sides.baseline = None
        yield sides


@contextmanager
def alone(bench: Bench, part: str) -> Iterator[Worker]:
    """The one process of a section without a baseline. Raises `PartFailed`."""
    with Worker(part, bench.space) as worker:
        bench.show("opening", 0, 1)
        worker.begin()
        worker.ready()
        yield worker
