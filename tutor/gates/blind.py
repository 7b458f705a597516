"""Does one who has read the passage and does not know the key choose it, in every order?"""

from ingest.normalize import one_line
from tutor.gates.grounds import Grounds
from tutor.gates.orders import SEEDS, listed, means, orders
from tutor.gates.reader import Reader, numbered
from tutor.gates.verdicts import flagged, passed, quoted, rejected, unchecked
from tutor.prompt import render
from tutor.quizzes import QuizItem, Verdict

NAME = "blind-solve"


def blind(item: QuizItem, grounds: Grounds, reader: Reader) -> Verdict:
    """Rejected where another option leads clearly, or no order gives a letter; flagged where the
    key does not lead in every order."""
    if item.kind != "single":
        return passed(NAME)
    if not grounds.passages:
        return unchecked(NAME, "the passage is not there")
    passage, sums, led = numbered(grounds.sentences), dict[str, float](), 0
    for order in orders(item.options):
        prompt = render(
            "quiz_solve", passage=passage, question=one_line(item.stem), options=listed(order)
        )
        found = reader.letters(prompt, len(order))
        if found is None:
            return rejected(NAME, "the model chose no letter")
        led += order[max(range(len(order)), key=found.__getitem__)].correct
        sums = means(order, found, sums)
    return _judged(item, {id: value / len(SEEDS) for id, value in sums.items()}, led, reader)


def _judged(item: QuizItem, mean: dict[str, float], led: int, reader: Reader) -> Verdict:
    best = max(item.options, key=lambda option: mean[option.id])
    detail = (
        f"probability of the key {mean[item.key.id]:.2f}, first in {led} of {len(SEEDS)} orders"
    )
    if not best.correct and mean[best.id] - mean[item.key.id] >= reader.lines.margin:
        return rejected(NAME, f"the model chose {quoted(best.text)}; {detail}")
    return passed(NAME, detail) if led == len(SEEDS) else flagged(NAME, detail)
