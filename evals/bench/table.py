"""A report as text for a terminal: a table for each section, then what is to be known of it."""

from collections.abc import Iterator, Sequence

from evals.bench.results import BenchReport, Count, Facts, Row, Section, Spread

_HEAD = ("", "n", "Hikma", "baseline", "ratio", "target")
SMALL = "(small): less was measured than the target speaks of; leave out --quick."


def as_text(report: BenchReport) -> str:
    """The whole report."""
    lines = [_machine(report.facts), _code(report)]
    lines.append(
        "Median (smallest to largest); the ratio is Hikma's median divided by the baseline's, "
        "in brackets over pairs."
    )
    for section in report.sections:
        lines += ["", *_section(section)]
    if any(row.met is not None and not row.at_size for s in report.sections for row in s.rows):
        lines += ["", SMALL]
    return "\n".join(lines)


def _machine(facts: Facts) -> str:
    memory = f", {facts.memory / 1e9:.0f} GB" if facts.memory else ""
    load = f", load {facts.load:g} before" if facts.load is not None else ""
    cpu = facts.cpu or facts.machine.machine
    return f"{cpu}, {facts.usable} of {facts.machine.processors} processors{memory}{load}"


def _code(report: BenchReport) -> str:
    code = report.code
    commit = f", commit {code.commit[:12]}" if code.commit else ""
    dirty = " with uncommitted changes" if code.dirty else ""
    kind = "quick" if report.quick else "full"
    python = report.facts.machine.python
    return (
        f"Hikma {code.version}{commit}{dirty}, Python {python}; {kind}, {report.seconds:.0f} s; "
        f"{report.started}"
    )


def _section(section: Section) -> Iterator[str]:
    yield f"{section.name}: {section.measured} ({section.seconds:.0f} s)"
    if section.rows:
        yield from _aligned([_HEAD, *map(_cells, section.rows)])
    if section.curve:
        head = ("  documents", "chunks", "s a document", "peak memory")
        yield from _aligned(
            [
                head,
                *(
                    (f"  {p.documents:,}", f"{p.chunks:,}", number(p.seconds_each), _gb(p))
                    for p in section.curve
                ),
            ]
        )
    for side, count in section.counts.items():
        yield f"  {_side(side)}: {_counted(count)}"
    if section.memory:
        held = ", ".join(f"{_side(side)} {b / 1e9:.2f} GB" for side, b in section.memory.items())
        yield f"  peak memory: {held}"
    yield from (f"  {note}" for note in section.notes)
    yield from (f"  NOT MEASURED: {f['message']} {f['hint']}" for f in section.faults)


def _cells(row: Row) -> tuple[str, ...]:
    name = f"  {row.measure}, {row.unit}" if not row.of else f"    {row.of}"
    theirs = _spread(row.baseline) if row.baseline else "–"
    ratio = "–"
    if row.ratio is not None:
        pairs = f" ({number(row.pairs.low)} to {number(row.pairs.high)})" if row.pairs else ""
        ratio = f"{number(row.ratio)}{pairs}"
    p95 = f", p95 {number(row.hikma.p95)}" if row.figure == "p95" else ""
    return name, str(row.hikma.n), _spread(row.hikma) + p95, theirs, ratio, _verdict(row)


def _verdict(row: Row) -> str:
    if row.met is None:
        return row.target
    small = "" if row.at_size else " (small)"
    return f"{row.target}: {'met' if row.met else 'MISSED'}{small}"


def _spread(spread: Spread) -> str:
    if spread.n == 1:
        return number(spread.median)
    return f"{number(spread.median)} ({number(spread.low)} to {number(spread.high)})"


def number(value: float) -> str:
    """Three digits, and more where they stand before the point."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def _counted(count: Count) -> str:
    failed = f", {count.failed} failed" if count.failed else ""
    return f"{count.asked} asked, {count.wrote} written, {count.declined} declined{failed}"


def _gb(point: object) -> str:
    held = getattr(point, "peak_memory", None)
    return f"{held / 1e9:.2f} GB" if held else "–"


def _side(name: str) -> str:
    return "Hikma" if name == "hikma" else name


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
