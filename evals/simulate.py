"""Is readiness calibrated? Learners of known ability, asked and judged: `python -m evals.simulate`.

The constants of `tutor/readiness.py` and `tutor/posterior.py` were tuned on seed 1. The figures
are those of seeds 2 to 6, 400 learners a row and seed (about 80 s of one core); a share of 2,000
learners is known to ± 0.02. Cut 0.75, offset 0.85, 50 questions, four domains.

The truth inside the 80% interval (below it, above it; width of the interval in the exam's shares):

    attempts   15              30              60              120             240
    mock       .81 (.07 .12)   .81 (.08 .11)   .80 (.09 .11)   .78 (.09 .13)   .81 (.08 .11)
      width    .19             .13             .10             .07             .05
    steady     -               .88 (.03 .08)   .90 (.03 .07)   .90 (.04 .07)   .91 (.03 .06)
    improving  -               .81 (.01 .18)   .76 (.01 .23)   .69 (.01 .31)   .62 (.00 .38)
    rusty      -               -               -               1.0 (.00 .00)   1.0 (.00 .00)

    ability    under .60       .60 to .75      .75 to .85      .85 to .93      over .93
    mock       .78 to .86      .78 to .83      .78 to .81      .78 to .82      .73 to .84

Where ability stood still and is fresh, the interval is what it says, at every ability. Spread over
weeks it is too wide; for learners who improve (by 0.5 to 1.5 logits in the 45 days) it is too
narrow and too low: it cannot be right for both, and was set between them. Who improves is
underestimated, hardly ever the reverse. `-`: nothing was said, since old attempts count too little.

Passed, of those who were told:

    likely ready     .916 (.900 to .929) of 1,433, told .928 in the mean
    borderline       .840 (.829 to .850) of 4,528, told .808
    not ready yet    .247 (.241 to .252) of 22,312, told .223

Who looks after every ten attempts and books when told for the first time passes .876 of the time
(.857 to .893; told .915): looking often finds the luckiest moment. All this takes the offset for
true. If the exam gives not 0.85 but 1.0, 0.9, 0.8 or 0.75 right answers for each one here, those
told "likely ready" pass 1.00, .99, .68 or .39 of the time: the offset matters more than all else.

Tried and left: half-lives of 10 to 30 days without a full week at first (steady learners .85 to
.91, improving ones down to .35); no allowance for change (improving ones .40 at 240 attempts); all
levels equally probable at first (the truth above the interval 2.5 times as often as below).
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from evals.intervals import wilson
from evals.learners import COURSES, Course, Learner, attempts, learner, sits, worth
from ingest.documents import Record
from tutor.readiness import CUT, OFFSET, Readiness, Tally, Verdict, judge

WEIGHTS, QUESTIONS = (20, 24, 36, 20), (10, 12, 18, 10)
"""A blueprint with four domains and its scored questions (MLS-C01)."""
NUMBERS = (15, 30, 60, 120, 240)
"""Attempts a learner has made."""
BANDS = (0.0, 0.6, 0.75, 0.85, 0.93, 1.0)
"""Ends of the bands of ability: of the share of the bank's items that a learner gets right."""
LOOKS = 10
"""Attempts between two looks of learners who book as soon as they are told that they are ready."""


_ABOUT = "Ask and judge simulated learners of known ability: is readiness calibrated?"


class Trial(NamedTuple):
    """One learner, judged."""

    course: Course
    attempts: int
    worth: float
    """Share of the bank's items that the learner gets right now."""
    judged: Readiness
    passed: bool


class Coverage(Record):
    """How often the truth lies in the 80% interval."""

    course: Course
    attempts: int
    learners: int
    told: float
    """Share of them that something was said about; the rest counts those only."""
    inside: float | None
    below: float | None
    """Share that is worse than their interval."""
    above: float | None
    width: float | None
    """Mean width of the interval, in shares of right answers in the exam."""
    by_ability: tuple[float | None, ...]
    """`inside` for each band of `BANDS`."""


class Outcome(Record):
    """What became of those who were told the same."""

    said: str
    learners: int
    expected: float
    """Mean of the probabilities they were told."""
    passed: float
    low: float
    high: float
    """Ends of the 95% interval of `passed`."""


class Simulation(Record):
    """All figures of one run."""

    seeds: tuple[int, ...]
    learners: int
    """Of each course, with each number of attempts and each seed."""
    coverage: tuple[Coverage, ...]
    outcomes: tuple[Outcome, ...]
    """By verdict; then of those who book at once; then where the bank is not as easy as assumed."""


def simulate(seeds: Sequence[int], learners: int) -> Simulation:
    """Run everything; the same figures for the same arguments."""
    trials = [t for seed in seeds for t in _trials(seed, learners)]
    impatient = [t for seed in seeds for t in _impatient(seed, learners)]
    outcomes = [_outcome(v, [t for t in trials if t.judged.verdict == v]) for v in _SAID]
    outcomes.append(_outcome("likely ready, told when looking after every ten", impatient))
    for ease in (1.0, 0.9, 0.8, 0.75):
        same = [t for seed in seeds for t in _trials(seed, learners, numbers=(120,), ease=ease)]
        ready = [t for t in same if t.judged.verdict == "likely ready"]
        outcomes.append(_outcome(f"likely ready, the exam's ease being {ease}", ready))
    return Simulation(
        seeds=tuple(seeds),
        learners=learners,
        coverage=tuple(
            _coverage([t for t in trials if t.course == course and t.attempts == number])
            for course in COURSES
            for number in NUMBERS
        ),
        outcomes=tuple(outcome for outcome in outcomes if outcome is not None),
    )


_SAID: tuple[Verdict, ...] = ("likely ready", "borderline", "not ready yet")


def _trials(
    seed: int, learners: int, numbers: Sequence[int] = NUMBERS, ease: float = OFFSET
) -> Iterator[Trial]:
    for at, course in enumerate(COURSES):
        for number in numbers:
            random = np.random.default_rng([seed, at, number])
            for _ in range(learners):
                who = learner(len(WEIGHTS), course, random)
                yield _trial(who, number, random, ease)


def _trial(who: Learner, number: int, random: np.random.Generator, ease: float) -> Trial:
    tallies: dict[str, Tally] = {}
    for made in attempts(who, number, WEIGHTS, random):
        name = str(made.domain)
        tallies[name] = tallies.get(name, Tally()).with_one(made.right, made.age)
    return _judged(who, tallies, random, ease)


def _judged(
    who: Learner, tallies: dict[str, Tally], random: np.random.Generator, ease: float
) -> Trial:
    weights = {str(domain): float(weight) for domain, weight in enumerate(WEIGHTS)}
    passed = sits(who, QUESTIONS, ease, random) >= CUT * sum(QUESTIONS)
    return Trial(
        who.course,
        sum(t.attempts for t in tallies.values()),
        worth(who, WEIGHTS),
        judge(tallies, weights, questions=sum(QUESTIONS)),
        passed,
    )


def _impatient(seed: int, learners: int) -> Iterator[Trial]:
    """Learners who look after every ten attempts, at the moment when they are told that they are
    ready: who looks often meets the luckiest moment."""
    random = np.random.default_rng([seed, len(COURSES)])
    for _ in range(learners * len(COURSES)):
        who = learner(len(WEIGHTS), "mock", random)
        tallies: dict[str, Tally] = {}
        for count, made in enumerate(attempts(who, max(NUMBERS), WEIGHTS, random), start=1):
            name = str(made.domain)
            tallies[name] = tallies.get(name, Tally()).with_one(made.right, made.age)
            if count % LOOKS == 0:
                trial = _judged(who, tallies, random, OFFSET)
                if trial.judged.verdict == "likely ready":
                    yield trial
                    break


def _coverage(trials: Sequence[Trial]) -> Coverage:
    told = [t for t in trials if t.judged.low is not None]
    bands = pairwise(BANDS)
    return Coverage(
        course=trials[0].course,
        attempts=trials[0].attempts,
        learners=len(trials),
        told=len(told) / len(trials),
        inside=_mean([_miss(t) == 0 for t in told]),
        below=_mean([_miss(t) < 0 for t in told]),
        above=_mean([_miss(t) > 0 for t in told]),
        width=_mean([(t.judged.high or 0.0) - (t.judged.low or 0.0) for t in told]),
        by_ability=tuple(
            _mean([_miss(t) == 0 for t in told if low < t.worth <= high]) for low, high in bands
        ),
    )


def _miss(trial: Trial) -> int:
    """-1 where the truth lies below the interval, 1 above it, 0 inside."""
    low, high = trial.judged.low, trial.judged.high
    assert low is not None
    assert high is not None
    truth = trial.judged.offset * trial.worth
    return -1 if truth < low else int(truth > high)


def _outcome(said: str, trials: Sequence[Trial]) -> Outcome | None:
    ends = wilson(sum(t.passed for t in trials), len(trials))
    if ends is None:
        return None
    return Outcome(
        said=said,
        learners=len(trials),
        expected=_mean([t.judged.probability or 0.0 for t in trials]) or 0.0,
        passed=_mean([t.passed for t in trials]) or 0.0,
        low=ends[0],
        high=ends[1],
    )


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def as_text(found: Simulation) -> str:
    """The figures as two tables."""
    bands = [f"{low:.2f}-{high:.2f}" for low, high in pairwise(BANDS)]
    lines = [
        f"Seeds {', '.join(map(str, found.seeds))}; {found.learners} learners a row and seed.",
        "",
        "Truth inside the 80% interval (below it, above it), and by ability:",
        f"{'course':10} {'attempts':>8} {'told':>5} {'inside':>6} {'below':>5} {'above':>5} "
        f"{'width':>5}  {'  '.join(bands)}",
    ]
    for c in found.coverage:
        figures = [_figure(v) for v in (c.told, c.inside, c.below, c.above, c.width)]
        parts = "  ".join(f"{_figure(v):>9}" for v in c.by_ability)
        lines.append(
            f"{c.course:10} {c.attempts:8} {figures[0]:>5} {figures[1]:>6} "
            f"{figures[2]:>5} {figures[3]:>5} {figures[4]:>5}  {parts}"
        )
    lines += ["", "Passed, of those who were told so (95% interval; what they were told):"]
    lines += [
        f"{o.passed:.3f} ({o.low:.3f}-{o.high:.3f}; {o.expected:.3f}) of {o.learners:6}  {o.said}"
        for o in found.outcomes
    ]
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 when done."""
    parser = argparse.ArgumentParser(prog="python -m evals.simulate", description=_ABOUT)
    parser.add_argument("--learners", type=int, default=400, help="in each row and seed")
    parser.add_argument("--seed", type=int, default=2, help="the first one (1 was tuned on)")
    parser.add_argument("--seeds", type=int, default=5, help="how many")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    options = parser.parse_args(arguments)
    if options.learners < 1 or options.seeds < 1:
        parser.error("--learners and --seeds are at least 1")
    found = simulate(range(options.seed, options.seed + options.seeds), options.learners)
    text = json.dumps(found.model_dump()) if options.json else as_text(found)
    sys.stdout.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
