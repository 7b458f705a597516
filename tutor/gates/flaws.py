"""Flaws of item writing that can be seen without knowing the subject, in three languages.

The rules follow Haladyna, Downing and Rodriguez (2002) and the SAQUET rubric of 19 flaws.
"""

import regex

from ingest.normalize import fold
from tutor.facts import Source
from tutor.quizzes import QuizItem, Verdict
from tutor.wording import contains, size

LONGER, MUCH_LONGER = 1.25, 2.0
"""Key by longest distractor: flagged, rejected."""
SHORT = 24
"""A key up to this size gives nothing away by its length."""
_ALL_OR_NONE = regex.compile(
    r"""\b(all|none|both|neither|any)\ of\ (the\ )?(above|these|those|them|options|others)\b
      | \b(all|none)\ (the\ )?above\b | \bboth\ \(?[a-d]\)?\ and\ \(?[a-d]\)?(?!\w)
      | (以上|上述|上面)的?(选项|答案|各项|说法)*(都|皆|均|全|所有|选项|没有)
      | ^(它们|两者|三者|选项)?(都|皆|均)不?(是|对|正确|错误|可以)$
      | (جميع|كل|كافه)\ (ما\ )?(سبق|ذكر|تقدم|الخيارات) | (لا\ شيء|ليس\ اي|ولا\ واحد|ايا)\ م(ما|ن)
      | (جميع|كل)\ ما\ (سبق|ذكر|تقدم) | ما\ سبق\ (كله|جميعه|صحيح)""",
    regex.VERBOSE,
)
"""Matched in folded text, so without Arabic marks and with alef, ya and ta marbuta as one."""
_POINTS_AT_TEXT = regex.compile(
    r"""\b(the|this|above|given)\ (passage|sentence|paragraph|excerpt|text|given|example)\b
      | \b(passage|sentence)\ \[?\d | \[\d+\]
      | (?<!\p{L})(passage|sentence)s?(?=\s*[\p{Han}\p{Arabic}])
      | [本该这此上](段|文|句|例) | 段落|文章|文中|句子|原文|上述|给定|例子中|示例中
      | (?<!\p{L})[وفبلك]?(ال|لل)?(فقره|مقطع|جمله|نص|معطاه|مثال|مذكوره?)(?!\p{L})""",
    regex.VERBOSE,
)
"""A question must stand without the passage, which the learner does not see. What the passage
itself speaks of (a course on texts) is no flaw."""


def flaws(item: QuizItem, source: Source) -> Verdict:
    """No all- or none-of-the-above, no key that shows by its length or by the stem."""
    key = item.key.text
    longest = max((size(o.text) for o in item.options if not o.correct), default=0)
    ratio = size(key) / max(longest, 1)
    showing = size(key) > SHORT and ratio > LONGER
    collective = [o.text for o in item.options if _ALL_OR_NONE.search(fold(o.text).strip(" .。"))]
    if collective:
        fault = f"{collective[0]!r} is an all- or none-of-the-above"
    elif contains(item.stem, key, item.language):
        fault = "the stem holds the key"
    elif points_at_text(item.stem, source.passage.text):
        fault = "the stem speaks of a passage that the learner does not see"
    elif showing and ratio > MUCH_LONGER:
        fault = f"the key is {ratio:.1f} times as long as the longest distractor"
    elif showing:
        detail = f"the key is {ratio:.2f} times as long as the longest distractor"
        return Verdict(name="flaws", verdict="flag", detail=detail)
    else:
        return Verdict(name="flaws", verdict="pass")
    return Verdict(name="flaws", verdict="reject", detail=fault)


def points_at_text(stem: str, passage: str) -> bool:
    """True where a stem speaks of the passage, or of what only its reader has seen."""
    spoken_of = fold(passage)
    return any(match[0] not in spoken_of for match in _POINTS_AT_TEXT.finditer(fold(stem)))
