"""The short form for a pull request."""

import re

import pytest
from markdown_it import MarkdownIt

from evals.compare import compare
from evals.kept import Kept, reported
from evals.markdown import as_markdown
from evals.records import JudgeUsed, SentenceVerdicts, Verdict
from tests.evals.test_compare import a_run, many
from tests.evals.test_html import HOSTILE, an_arabic_run, hostile, row


def markdown(kept: Kept, before: Kept | None = None) -> str:
    """The Markdown of `kept`, with differences to `before`."""
    return as_markdown(kept, reported(kept), compare(before, kept) if before else None)


def rendered(text: str) -> str:
    """As GitHub would show it, more or less."""
    return str(MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))


def test_each_language_has_a_table_with_value_interval_n_and_unscored() -> None:
    text = markdown(an_arabic_run())
    assert "<details><summary>Arabic (ar)</summary>" in text
    assert "<details><summary>Chinese (Simplified) (zh-Hans)</summary>" in text
    assert text.index("| metric |") < text.index("<details>")  # all languages, in the open
    assert "| `gold_in_answer` | 0.50 | 0.10 to 0.90 | 4 | 1 |\n" in text
    assert "recall@8" not in text  # by direction: on the page
    assert rendered(text).count("<table>") == 3


def test_the_difference_to_another_run_stands_in_the_same_row() -> None:
    before = a_run("A", *many("0" * 10))
    after = a_run("B", *many("1" * 10), rows=(row("gold_in_answer", "en"), row("mrr", "en")))
    text = markdown(after, before)
    assert "Differences to `A`, over 10 cases in common (of 10 and 10)" in text
    assert "| +1.00 | 1.00 to 1.00 | 10 | better |" in text
    assert "| `mrr` | 0.50 | 0.10 to 0.90 | 4 | 1 | – | – | 0 | not in both |" in text


def test_a_run_that_was_cut_short_or_dirty_says_so() -> None:
    text = markdown(an_arabic_run(complete=False, cases=9))
    assert "**Cut short:** 3 of 9 cases." in text
    assert "with uncommitted changes" in text


def test_what_rests_on_a_judge_that_may_not_gate_is_called_advisory() -> None:
    def judged(verdict: Verdict) -> Kept:
        records = many("1", verdicts=(SentenceVerdicts(verdict=verdict),))
        judge = JudgeUsed(name="floor")
        return a_run("A", *records, rows=(row("supported", "en"),), judge=judge)

    advisory = "Advisory, as the judge may not gate here: `supported`."
    assert advisory in markdown(judged(Verdict(support="supported", layer="model")))
    assert advisory not in markdown(judged(Verdict(support="supported", layer="verbatim")))
    assert "Advisory" not in markdown(an_arabic_run())


@pytest.mark.parametrize(
    "words", [*HOSTILE, "@somebody #1 ![x](http://x/y)", "a|b `x` | c", "\n# x"]
)
def test_nothing_that_a_record_says_becomes_markup(words: str) -> None:
    text = markdown(hostile(words))
    shown = rendered(text)
    for tag in ("<script", "<img", "<a ", "<h1", "<!--", "</main"):
        assert tag not in shown
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert {line.count("|") for line in tables} == {6}
    assert "<details" in shown
    lines = [line for line in text.splitlines() if "<summary>" not in line]
    outside = re.sub(r"`[^`]*`|</details>|### Hikma", "", "\n".join(lines))
    assert not re.search("[@<>#{]", outside)


def test_the_same_records_give_the_same_text() -> None:
    assert markdown(an_arabic_run()) == markdown(an_arabic_run())
