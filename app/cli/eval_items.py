"""The run behind `hikma eval run items`: the gates over items with planted flaws → a report."""

from typing import TYPE_CHECKING

from app.cli.eval_run import Wanted, kept, progress
from app.cli.progress import meter
from app.cli.terminal import Terminal

if TYPE_CHECKING:
    from app.cli.progress import Meter
    from evals.items.run import Calibration
    from evals.loaders.suite import Suite
    from evals.records import EvalRecord, EvalReport
    from evals.run import Bench

WITHOUT_MODEL, WITH_MODEL = "extractive", "tutor"


def work_items(here: Terminal, wanted: Wanted) -> "EvalReport":
    """The report. Raises `InputError` for what such a run cannot be asked for."""
    from evals.items.cases import read_items
    from evals.items.human import human_rows
    from evals.items.run import Calibration
    from evals.loaders.sample import half, named_half, sampled
    from evals.run import SEED, Bench
    from evals.systems.table import load_system

    _refuse(wanted)
    suite, cases = read_items(wanted.suite)
    split = wanted.split or named_half(wanted.suite)[1]
    suite = sampled(
        half(suite, split) if split else suite,
        wanted.limit,
        SEED if wanted.seed is None else wanted.seed,
    )
    human = human_rows(wanted.sets) if wanted.sets is not None else ()
    with meter(here) as shown, here.session() as session:
        system = load_system(wanted.system, session)
        try:
            model = session.chat_model if wanted.system == WITH_MODEL else None
            works = Calibration(cases, model, human)
            return _asked(here, wanted, suite, Bench(session, system), works, shown)
        finally:
            system.close()


def _refuse(wanted: Wanted) -> None:
    from ingest.errors import InputError

    if wanted.judge is not None:
        raise InputError("Items have no claims to judge.", hint="Leave out --judge.")
    if wanted.system not in (WITH_MODEL, WITHOUT_MODEL):
        raise InputError(
            f"The gates do not run with the system {wanted.system!r}.",
            hint=f"Use {WITH_MODEL}, or {WITHOUT_MODEL} for the gates without a chat model.",
        )


def _asked(
    here: Terminal,
    wanted: Wanted,
    suite: "Suite",
    bench: "Bench",
    works: "Calibration",
    shown: "Meter",
) -> "EvalReport":
    from datetime import UTC, datetime

    from evals.items.run import run_items
    from evals.provenance import code_state
    from evals.resume import resume
    from evals.run import SEED, begin, prepare

    def now() -> datetime:
        return datetime.now(UTC)

    data, seed = here.settings().data, SEED if wanted.seed is None else wanted.seed
    made = prepare(suite, bench, limit=wanted.limit, seed=seed, now=now, code=code_state())
    done: tuple[EvalRecord, ...] = ()
    if wanted.resume:
        made, folder, done = resume(made, suite, data, wanted.which, now)
        here.note(f"Going on with {made.run} after {len(done)} of {made.cases} item(s).")
    else:
        folder = begin(made, data)
    with kept(here, folder.path):
        return run_items(
            made, folder, suite, bench, works, done=done, now=now, notify=progress(shown, len(done))
        )


def told(report: "EvalReport", system: str) -> str:
    """What stands above the figures: what caught what, and which gates were not asked."""
    left_out = "The gates that ask a chat model were left out.\n\n"
    return f"{caught(report)}\n\n{left_out if system == WITHOUT_MODEL else ''}"


def caught(report: "EvalReport") -> str:
    """Which gate rejects which planted flaw: shares over all languages, a table a half."""
    cells: dict[str, dict[tuple[str, str], str]] = {}
    for row in report.metrics:
        name, _, half = row.name.partition("@")
        measure, _, gate = name.partition(" by ")
        flaw = measure.removeprefix("recall(").removesuffix(")")
        if row.language == "all" and measure.startswith(("recall(", "sound_rejected")):
            share = "–" if row.value is None else f"{row.value:.2f}"
            cells.setdefault(half, {})[flaw, gate or "any gate"] = share
    return "\n\n".join(_grid(of, half) for half, of in cells.items())


def _grid(cells: dict[tuple[str, str], str], half: str) -> str:
    flaws = list(dict.fromkeys(flaw for flaw, _ in cells))
    gates = sorted({gate for _, gate in cells}, key=lambda gate: (gate != "any gate", gate))
    wide = max(map(len, flaws))
    lines = [f"rejected {half}".ljust(wide) + "  " + "  ".join(gates)]
    lines += [
        flaw.ljust(wide)
        + "  "
        + "  ".join(cells.get((flaw, gate), "").rjust(len(gate)) for gate in gates)
        for flaw in flaws
    ]
    return "\n".join(lines)
