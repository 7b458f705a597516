"""What `hikma eval run items` shows above its figures."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.records import EvalReport


def told(report: "EvalReport", system: str) -> str:
    """What stands above the figures: what caught what, and which gates were not asked."""
    from evals.items.run import WITHOUT_MODEL

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
