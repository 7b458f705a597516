"""Right and wrong answers by domain → what share the learner would get right, and how sure that is.

Pure arithmetic: knows neither attempts nor verdicts. Each domain's share has a Beta prior around a
level that the domains have in common; the level is itself unknown and is summed over. So a domain
without attempts borrows from the others, and is the less certain for it. The weighted mean of the
domains has no distribution with a name; the Beta distribution of the same moments stands for it.

The constants were chosen by simulation (`evals/simulate.py`, where the figures stand).
"""

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LIKENESS = 16.0
"""How alike the domains of one learner are: the answers that their common level counts for."""
LOW, HIGH = 0.1, 0.9
"""Ends of the 80% interval."""
LEVELS = 60
"""Levels that the domains can have in common."""
GOOD = 0.7
"""Before the first answer levels have the Beta(1, `GOOD`) distribution: who practises for an exam
is rather good than bad. With 1, all levels alike, intervals lie too low more than twice as often as
too high."""
DRIFT = 0.25
"""Logits by which ability may have changed in a month, as a standard deviation: answers tell how
good somebody was. Without it learners who improve lie above their intervals half of the time."""
MONTH = 30.0
"""Days."""


class Answers(NamedTuple):
    """Answers to the questions of one domain; old ones may count less than one."""

    right: float = 0.0
    wrong: float = 0.0


class Share(NamedTuple):
    """What is known of a share between 0 and 1."""

    mean: float
    variance: float

    @property
    def beta(self) -> tuple[float, float]:
        """The parameters of the Beta distribution with these moments."""
        total = self.mean * (1 - self.mean) / self.variance - 1
        return self.mean * total, (1 - self.mean) * total

    def after(self, days: float) -> "Share":
        """The share so long after the answers: nobody knows which way it went."""
        span = self.mean * (1 - self.mean)  # of a share for one logit
        change = (DRIFT * span * days / MONTH) ** 2
        return Share(self.mean, min(self.variance + change, max(self.variance, span / 2)))

    @property
    def interval(self) -> tuple[float, float]:
        """The 80% interval."""
        from scipy.special import betaincinv

        a, b = self.beta
        return float(betaincinv(a, b, LOW)), float(betaincinv(a, b, HIGH))


def estimate(answers: Sequence[Answers], weights: Sequence[float]) -> tuple[list[Share], Share]:
    """The share of each domain, and their mean by `weights`, which sum to 1."""
    import numpy as np
    from scipy.special import betaln

    levels = (np.arange(LEVELS) + 0.5) / LEVELS
    right, wrong = np.asarray(answers, dtype=float).T[:, :, None]
    a, b = LIKENESS * levels, LIKENESS * (1 - levels)
    # How well each level explains the answers: Beta-Bernoulli, domain by domain.
    logs = (betaln(a + right, b + wrong) - betaln(a, b)).sum(axis=0)
    logs += (GOOD - 1) * np.log(1 - levels)
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    total = LIKENESS + right + wrong
    means = (a + right) / total
    variances = means * (1 - means) / (total + 1)
    by = np.asarray(weights, dtype=float)[:, None]
    score = _mixed(chances, (by * means).sum(axis=0), (by**2 * variances).sum(axis=0))
    return [_mixed(chances, *each) for each in zip(means, variances)], score


def passing(score: Share, cut: float, ease: float, questions: int) -> float:
    """Probability that at least `cut` of `questions` are answered right.

    Each question is right with `ease` times the share: those that would be right without it are
    Beta-binomial, and each of them stays right with probability `ease`. All questions are taken to
    be alike; that domains differ makes the number of right ones vary a little less.
    """
    import numpy as np
    from scipy.special import betaln, gammaln

    a, b = score.beta
    n, k = questions, np.arange(questions + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    chances = np.exp(ways + betaln(a + k, b + n - k) - betaln(a, b))
    # In binary 0.7 · 50 can be a little more than 35: no question is lost to rounding.
    enough = _enough(n, math.ceil(cut * n - 1e-9), ease)
    return min(1.0, float(chances @ np.asarray(enough)))


@cache
def _enough(questions: int, needed: int, ease: float) -> tuple[float, ...]:
    """For each number that would be right: P(at least `needed` stay right)."""
    return tuple(
        math.fsum(
            math.comb(k, kept) * ease**kept * (1 - ease) ** (k - kept)
            for kept in range(needed, k + 1)
        )
        for k in range(questions + 1)
    )


def _mixed(
    chances: "NDArray[np.float64]", means: "NDArray[np.float64]", variances: "NDArray[np.float64]"
) -> Share:
    """Moments of a mixture: the variance within, and that of the means."""
    mean = float(chances @ means)
    return Share(mean, float(chances @ (variances + (means - mean) ** 2)))
