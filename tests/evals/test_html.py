"""The page: its structure, what is marked, and that nothing a record says is obeyed."""

import base64
import hashlib
import os
import subprocess
import sys
from itertools import pairwise
from typing import Any

import lxml.html
import pytest
import regex

from evals.html.page import as_html
from evals.kept import Kept
from evals.records import EvalRecord, Located, MetricRow
from ingest.errors import InputError
from tests.evals.builders import answer, case
from tests.evals.test_compare import FAULT, a_run, record
from tutor.answers import Citation, Passage, Sentence, Timings

PASSAGE = "قبلَ ذلك. تُحفَظ السجلات افتراضيًا ٢٤ ساعة في Kinesis، ويمكن إطالة المدة. وبعد ذلك."
CITED = "تُحفَظ السجلات افتراضيًا ٢٤ ساعة"
GOLD = "٢٤ ساعة"
BASE = 500
"""Where the passage begins in its document."""
HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7*7 }}{% include 'x' %}${7*7}",
    "\u202egnp.exe\u2066\u200f\u061c\U000e0041",
    "javascript:alert(1)",
    "<!-- --></p></section></main>",
    "\x1b[31m\x00\u2028",
)


def place(words: str) -> tuple[int, int]:
    """Offsets of `words` in the document of the passage."""
    start = BASE + PASSAGE.index(words)
    return start, start + len(words)


def arabic(number: int, **scores: Any) -> EvalRecord:
    """An Arabic case with a citation that holds the gold words."""
    start, end = place(CITED)
    passage = Passage(
        rank=1, score=1.0, document="d", title="بثّ البيانات", path="/x/ar.md", page=2,
        start=BASE, end=BASE + len(PASSAGE), language="ar", text=PASSAGE,
    )  # fmt: skip
    citation = Citation(
        label=1, document="d", title="بثّ البيانات", path="/x/ar.md", page=2,
        start=start, end=end, quote=CITED, language="ar",
    )  # fmt: skip
    first, last = place(GOLD)
    return record(
        number,
        case(
            id=f"ar-{number}",
            language="ar",
            question="كم تبقى السجلات في Kinesis؟",
            answers=("24 ساعة",),
            evidence=({"path": "ar.md", "quote": GOLD},),
        ),
        answer=answer(
            CITED,
            language="ar",
            citations=(citation,),
            passages=(passage,),
            timings=Timings(total=1.0 + number, first_token=0.5),
        ),
        evidence=(Located(document="d", quote=GOLD, start=first, end=last, language="ar"),),
        **({"gold_in_answer": 0.0, "seconds": 1.0 + number} | scores),
    )


def row(name: str, language: str, **fields: Any) -> MetricRow:
    """A row of a report."""
    known: dict[str, Any] = {"value": 0.5, "n": 4, "unscored": 1, "interval": (0.1, 0.9)}
    return MetricRow(name=name, language=language, **(known | fields))


def an_arabic_run(name: str = "A", **fields: Any) -> Kept:
    """Two Arabic cases, one of them failed, and a Chinese one."""
    records = (
        arabic(1),
        record(2, case(id="ar-2", language="ar"), answer=None, error=FAULT,
               unscored=("gold_in_answer",)),
        record(3, case(id="zh-3", language="zh-Hans", question="保留多久？"), gold_in_answer=1.0),
    )  # fmt: skip
    rows = (
        *(row("gold_in_answer", language) for language in ("ar", "zh-Hans", "all")),
        row("recall@8", "ar", passages="zh-Hans", value=0.25),
        row("recall@8", "ar", passages="ar", value=0.75),
        row("recall@8", "zh-Hans", passages="ar", value=None, n=0, interval=None),
    )
    return a_run(name, *records, rows=rows, errors=1, **fields)


def parsed(page: str) -> Any:
    """The page as a browser's parser would have it, more or less."""
    return lxml.html.document_fromstring(page)


def test_every_language_has_a_page_of_its_own_that_the_navigation_reaches() -> None:
    tree = parsed(as_html([an_arabic_run()]))
    links = {link.text_content(): link.get("href") for link in tree.xpath("//nav//a")}
    assert {"All languages", "Arabic", "Chinese (Simplified)"} <= set(links)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href.removeprefix("#") for href in tree.xpath("//@href")} <= set(ids)
    pages = tree.xpath("//main/section[@class='page']/@id")
    assert set(pages) == {href[1:] for href in links.values()} - {"top"}


def test_what_is_written_from_right_to_left_says_so() -> None:
    tree = parsed(as_html([an_arabic_run()]))
    asked = [p for p in tree.xpath("//p[@class='said']") if "كم تبقى" in p.text_content()]
    assert asked
    assert {(p.get("dir"), p.get("lang")) for p in asked} == {("rtl", "ar")}
    (title,) = {bdi.text_content() for bdi in tree.xpath("//bdi") if "بثّ" in bdi.text_content()}
    assert title == "بثّ البيانات"
    assert tree.get("dir") == "ltr"


def test_the_cited_words_are_marked_in_their_passage_and_the_gold_words_too() -> None:
    tree = parsed(as_html([an_arabic_run()]))
    marks = tree.xpath("//p[@class='said']//mark")
    assert "".join(mark.text_content() for mark in marks) == CITED
    gold = tree.xpath("//p[@class='said']//*[@class='gold-words']")
    assert "".join(one.text_content() for one in gold) == GOLD
    assert marks[0].getparent().text_content() == PASSAGE
    assert "touches gold evidence" in tree.text_content()


def test_a_citation_whose_words_are_not_those_of_the_passage_is_called_wrong() -> None:
    kept = an_arabic_run()
    first = kept.records[0]
    assert first.answer is not None
    moved = first.answer.citations[0].model_copy(update={"start": BASE, "end": BASE + 10})
    bad = first.model_copy(
        update={"answer": first.answer.model_copy(update={"citations": (moved,)})}
    )
    page = as_html([kept.model_copy(update={"records": (bad, *kept.records[1:])})])
    assert "These are not the words of the passage." in page


def test_failures_and_unscored_cases_are_in_the_open() -> None:
    tree = parsed(as_html([an_arabic_run(complete=False, cases=9)]))
    text = tree.text_content()
    assert "1 row(s) failed" in text
    assert "Gone." in text
    assert "1 unscored" in text
    assert "It was cut short: 3 of 9 cases are done." in text
    first = tree.xpath("//details[contains(summary, 'ar-')]/summary")[0].text_content()
    assert first.startswith("failed")  # the case without any score comes first


def test_several_runs_are_columns_and_the_first_is_compared_with_each() -> None:
    other = an_arabic_run("B", system="bm25")
    tree = parsed(as_html([an_arabic_run(), other]))
    heads = [th.text_content() for th in tree.xpath("//section[@id='page-0']//table[1]//th")]
    assert heads[:4] == ["Metric", "A tutor", "B bm25", "Plot"]
    assert "B against A: 0 better, 0 worse of 2" in tree.text_content()
    assert "no difference seen" in tree.text_content()


def test_runs_over_different_cases_are_not_silently_side_by_side() -> None:
    other = a_run("B", arabic(1), arabic(4))
    text = parsed(as_html([an_arabic_run(), other])).text_content()
    assert "The runs did not ask the same cases" in text
    assert "1 cases in common" in text


def test_a_run_that_cannot_be_compared_says_why() -> None:
    changed = case(id="ar-1", language="ar", question="سؤال آخر؟")
    other = a_run("B", record(1, changed, gold_in_answer=1.0))
    text = parsed(as_html([an_arabic_run(), other])).text_content()
    assert "Not compared: 1 id(s) mean another question or gold answer in B: ar-1." in text


def test_retrieval_by_direction_is_a_table_of_question_and_passage() -> None:
    tree = parsed(as_html([an_arabic_run()]))
    (table,) = tree.xpath("//section[@id='directions']//table")
    assert [th.text_content() for th in table.xpath("./thead//th")] == [
        "Question",
        "Arabic",
        "Chinese (Simplified)",
    ]
    cells = [td.text_content()[:4] for td in table.xpath("./tbody/tr[1]/td")]
    assert cells == ["0.75", "0.25"]
    assert table.xpath("./tbody/tr[1]/td/@class") == ["number heat-7", "number heat-2"]
    empty = table.xpath("./tbody/tr[2]/td")
    assert [td.text_content().strip()[:1] for td in empty] == ["–", "–"]


def test_a_direction_is_not_mistaken_for_the_metric_of_the_language() -> None:
    tree = parsed(as_html([an_arabic_run()]))
    names = tree.xpath("//section[starts-with(@id, 'page-')]//table[1]//th[@scope='row']")
    assert not [name for name in names if "recall@8" in name.text_content()]


def test_the_page_is_readable_without_seeing_it() -> None:
    tree = parsed(as_html([an_arabic_run(), an_arabic_run("B")]))
    assert tree.get("lang") == "en"
    assert not tree.xpath("//table[not(caption)]")
    assert not tree.xpath("//th[not(@scope)]")
    assert tree.xpath("//svg")
    assert not tree.xpath("//svg[not(@role='img') or not(@aria-label)]")
    levels = [int(head.tag[1]) for head in tree.xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def hostile(words: str) -> Kept:
    """A run in which everything that can say something says `words`."""
    said = f"{words} A"
    first = arabic(1)
    assert first.case is not None
    assert first.answer is not None
    asked = first.case.model_copy(
        update={
            "id": said, "question": said, "answers": (said,), "parts": ((said,),), "kind": said,
            "history": (said,), "language": said, "source": said,
        }
    )  # fmt: skip
    citation = first.answer.citations[0].model_copy(
        update={"title": said, "quote": said, "language": said, "path": said}
    )
    passage = first.answer.passages[0].model_copy(update={"text": said * 20, "title": said})
    spoken = first.answer.model_copy(
        update={
            "answer": said, "language": said, "citations": (citation,), "passages": (passage,),
            "unresolved": (said,),
            "sentences": (
                Sentence(text=said, start=0, end=1, support="unchecked", citations=(1,)),
            ),
        }
    )  # fmt: skip
    bad = first.model_copy(
        update={"id": said, "case": asked, "answer": spoken, "scores": {said: 0.5, "seconds": 1.0}}
    )
    failed = record(2, asked.model_copy(update={"id": "2"}), error={"message": said}, answer=None)
    rows = (row(said, said), row("recall@8", said, passages=said))
    fields: dict[str, Any] = dict.fromkeys(("system", "suite", "split", "model", "file"), said)
    values = {said: said, "retrieval": {"passages": said}}
    return a_run(said, bad, failed, rows=rows, errors=1, settings_values=values, **fields)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_a_record_says_is_obeyed(words: str) -> None:
    page = as_html([hostile(words), hostile(words)])
    tree = parsed(page)
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "iframe", "link", "object", "form", "input", "base", "a1"}
    for element in tree.iter():
        if isinstance(element.tag, str):
            names = set(element.attrib)
            assert not {name for name in names if name.startswith("on")}
            assert not names & {"src", "srcset", "style", "action", "data", "xlink:href"}
    assert all(href.startswith("#") for href in tree.xpath("//@href"))
    assert not tree.xpath("//comment()")
    assert len(tree.xpath("//main")) == 1
    assert not regex.search(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00\x1b\u2028]", page)
    assert not regex.search(r"\p{Cf}", page)


def test_template_signs_in_a_record_are_text() -> None:
    text = parsed(as_html([hostile("{{ 7*7 }}{% raw %}")])).text_content()
    assert "{{ 7*7 }}{% raw %}" in text
    assert "49 A" not in text


def test_the_page_loads_nothing_and_its_policy_names_its_one_style_by_hash() -> None:
    page = as_html([an_arabic_run()])
    tree = parsed(page)
    assert "http://" not in page
    assert "https://" not in page
    assert "url(" not in page
    assert "@import" not in page
    (style,) = tree.xpath("//style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode("utf-8")).digest()).decode()
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy


def test_a_long_answer_is_shortened_between_letters_and_says_so() -> None:
    long = "بَ" * 50_000
    first = arabic(1)
    assert first.answer is not None
    spoken = first.answer.model_copy(update={"answer": f"x{long}"})
    page = as_html([a_run("A", first.model_copy(update={"answer": spoken}))])
    assert len(page) < 100_000
    tree = parsed(page)
    (said,) = [p.text_content() for p in tree.xpath("//p[@class='said']") if p.text[:1] == "x"]
    assert said.endswith("بَ…")
    assert "of 100,001 characters of the answer" in tree.text_content()


def several() -> str:
    """A page of three runs."""
    return as_html([an_arabic_run(), an_arabic_run("B", model="x"), hostile("y")])


def test_the_same_records_give_the_same_bytes_whatever_the_hash_seed() -> None:
    code = "from tests.evals.test_html import several; print(hash('a'), ascii(several()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    seed, _, page = done.stdout.strip().partition(" ")
    assert seed != str(hash("a"))
    assert page == ascii(several())


def test_a_run_without_a_report_is_refused_with_what_to_do() -> None:
    with pytest.raises(InputError) as caught:
        as_html([an_arabic_run().model_copy(update={"report": None})])
    assert "--resume" in caught.value.hint


def test_every_metric_on_the_page_is_defined_there() -> None:
    tree = parsed(as_html([an_arabic_run(settings_values={"retrieval": {"passages": 8}})]))
    defined = [head.text_content() for head in tree.xpath("//section[@id='definitions']//h3")]
    assert defined == ["recall@8", "gold_in_answer"]
    said = tree.xpath("//section[@id='definitions']//p[@class='said']")
    assert "Mallen et al. 2023" in said[1].text_content()
