"""A single-choice item does not offer True and False: that is an item of another kind."""

from ingest.normalize import fold
from tutor.gates import word_rules
from tutor.gates.grounds import Grounds
from tutor.gates.verdicts import flagged, passed, quoted, rejected, unchecked
from tutor.quizzes import QuizItem, Verdict

NAME = "truth-options"


def truth_options(item: QuizItem, grounds: Grounds) -> Verdict:
    """Rejected where an option is such a word and nothing else; flagged where two begin with one
    (`Yes, because …`): half of the answer is then a guess of one in two."""
    if item.kind not in ("single", "multiple"):
        return passed(NAME)
    known = {word for pair in word_rules.truth_words(item.language) for word in pair}
    if not known:
        return unchecked(NAME, f"no such words for {item.language}")
    bare = [word_rules.bare(option.text) for option in item.options]
    alone = [text for text in bare if text in known]
    if len(alone) > 1:
        return rejected(NAME, f"{quoted(alone[0])} and {quoted(alone[1])} are options")
    opening = [text for text in bare if _opens(text, known)]
    if len(opening) > 1:
        return flagged(NAME, f"{len(opening)} options begin with yes or no")
    return passed(NAME)


def _opens(text: str, known: set[str]) -> bool:
    return any(fold(text).startswith((f"{word},", f"{word}،", f"{word}:")) for word in known)
