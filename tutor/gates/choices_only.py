"""Can the key be found from the options alone? Then the item measures how well one guesses."""

from tutor.gates.grounds import Grounds
from tutor.gates.orders import SEEDS, listed, means, orders
from tutor.gates.reader import Reader
from tutor.gates.verdicts import passed, rejected
from tutor.prompt import render
from tutor.quizzes import QuizItem, Verdict

NAME = "choices-only"


def choices_only(item: QuizItem, grounds: Grounds, reader: Reader) -> Verdict:
    """Rejected where the key leads in every order and is likely; by chance it leads in some."""
    if item.kind != "single":
        return passed(NAME)
    sums, led = dict[str, float](), 0
    for order in orders(item.options):
        found = reader.letters(render("gate_choices", options=listed(order)), len(order))
        if found is None:
            return passed(NAME, "the model chose no letter")
        led += order[max(range(len(order)), key=found.__getitem__)].correct
        sums = means(order, found, sums)
    likely = sums[item.key.id] / len(SEEDS)
    detail = f"without stem and passage the key has {likely:.2f}"
    if led == len(SEEDS) and likely >= reader.lines.likely:
        return rejected(NAME, detail)
    return passed(NAME, detail)
