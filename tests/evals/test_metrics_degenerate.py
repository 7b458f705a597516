"""Systems that deserve nothing: no metric may reward silence, nor the reciting of everything."""

from collections.abc import Callable, Sequence

import pytest

from evals.judged import judged
from evals.measure import Metric, measure, metrics
from evals.records import EvalCase, EvalRecord, GoldEvidence, Located, Outcome, Verdict
from evals.report import summarise
from ingest.languages import detect_language, sentence_spans
from tests.evals.builders import answer, case
from tutor.answers import Answer, Citation, Passage, Sentence, Timings, Tokens

TEXTS = {
    "en": "Bulk retrievals take up to 48 hours in EC2. The weather is fine today. Nobody knows it. "
    "Serverless endpoints support neither GPUs nor VPC. Many people like tea.",
    "zh": "批量取回最多需要７２小时。今天天气很好。无服务器端点不支持 GPU 和 VPC 配置。"
    "很多人喜欢喝茶。",
    "ar": "تُمهَل الدالة ١٢٠ ثانية في Lambda. الجو جميل اليوم. لا يدعم الحاويات. كثيرون يحبّون الشاي.",
}


def gold(document: str, quote: str) -> dict[str, object]:
    return {"evidence": (GoldEvidence(path=document, quote=quote),), "documents": (document,)}


CASES = (
    case(
        id="1", answers=("48 hours in EC2",), premise="true",
        **gold("en", "up to 48 hours in EC2"),
    ),
    case(
        id="2", language="zh-Hans", answers=("72小时", "７２ 小时"),
        **gold("zh", "最多需要７２小时"),
    ),
    case(id="3", language="ar", answers=("120 ثانية",), **gold("ar", "١٢٠ ثانية")),
    case(
        id="4", language="zh-Hans", answers=("GPU 和 VPC",), parts=(("GPU",), ("VPC",)),
        **gold("zh", "不支持 GPU 和 VPC 配置"),
    ),
    case(
        id="5", answers=("neither GPUs nor VPC",), premise="false",
        **gold("en", "support neither GPUs nor VPC"),
    ),
    case(id="6", answerable=False, answers=()),
    case(id="7", answerable=False, answers=(), language="ar"),
)  # fmt: skip


class Verbatim:
    """Supports what stands in the quotes."""

    def verdict(self, claim: str, quotes: Sequence[str], language: str) -> Verdict:
        held = any(claim in quote for quote in quotes)
        return Verdict(support="supported" if held else "unsupported", score=float(held))


def everything() -> list[tuple[str, int, int]]:
    """Every sentence of every document, where it stands."""
    return [
        (document, start, end)
        for document, text in TEXTS.items()
        for start, end in sentence_spans(text, document)
    ]


def cited(places: Sequence[tuple[str, int, int]]) -> tuple[Citation, ...]:
    return tuple(
        Citation(
            label=label, document=document, title="T", path=document, page=1, start=start,
            end=end, quote=TEXTS[document][start:end], language=document,
        )
        for label, (document, start, end) in enumerate(places, start=1)
    )  # fmt: skip


def passages(places: Sequence[tuple[str, int, int]]) -> tuple[Passage, ...]:
    return tuple(
        Passage(
            rank=rank, score=1.0, document=document, title="T", path=document, page=1, start=start,
            end=end, language=detect_language(TEXTS[document]), text=TEXTS[document][start:end],
        )
        for rank, (document, start, end) in enumerate(places, start=1)
    )  # fmt: skip


def quoting(
    of: EvalCase, places: Sequence[tuple[str, int, int]], labels: Sequence[tuple[int, ...]]
) -> Answer:
    """An answer that says the sentences at these places."""
    made = tuple(
        Sentence(
            text=TEXTS[document][start:end], start=start, end=end, support="supported", citations=of
        )
        for (document, start, end), of in zip(places, labels, strict=True)
    )
    return answer(
        language=of.language, sentences=made, citations=cited(places), passages=passages(places)
    )


def declines(of: EvalCase) -> Answer:
    """Always."""
    return answer("I do not know.", language=of.language, declined=True)


def is_silent(of: EvalCase) -> Answer:
    """Says nothing, and not that it declines."""
    return answer("", language=of.language, answer="", sentences=())


def recites(of: EvalCase) -> Answer:
    """All there is, each sentence with its source, in no order; retrieval shuffled to the end."""
    places = everything()[::-1]
    return quoting(of, places, [(n + 1,) for n in range(len(places))])


def recites_and_cites_all(of: EvalCase) -> Answer:
    """All there is, and everything as the source of everything."""
    places = everything()
    everywhere = tuple(range(1, len(places) + 1))
    return quoting(of, places, [everywhere] * len(places))


def knows(of: EvalCase) -> Answer:
    """What deserves the best of every score."""
    if not of.answerable:
        return declines(of)
    (place,) = [p for p in located(of) if p.start is not None]
    assert place.start is not None
    assert place.end is not None
    at = (place.document, place.start, place.end)
    made = quoting(of, [at], [(1,)])
    text = TEXTS[at[0]][at[1] : at[2]]
    sentence = Sentence(
        text=text, start=0, end=9, support="supported", citations=(1,),
        corrects=of.premise == "false",
    )  # fmt: skip
    return made.model_copy(update={"sentences": (sentence,)})


def doubts(of: EvalCase) -> Answer:
    """Recites, and says of every question that it takes something false for granted."""
    made = recites(of)
    doubting = tuple(s.model_copy(update={"corrects": True}) for s in made.sentences)
    return made.model_copy(update={"sentences": doubting})


def located(of: EvalCase) -> tuple[Located, ...]:
    places = []
    for one in of.evidence:
        start = TEXTS[one.path].index(one.quote)
        places.append(
            Located(document=one.path, quote=one.quote, start=start, end=start + len(one.quote))
        )
    return tuple(places)


System = Callable[[EvalCase], Answer]


def means(system: System) -> dict[str, float | None]:
    """The `all` row of each metric."""
    table, records = metrics(8), []
    for line, of in enumerate(CASES, start=1):
        # Costs are the same for all: what is cheap is no matter here.
        given = system(of).model_copy(
            update={
                "timings": Timings(first_token=1.0, total=2.0),
                "tokens": Tokens(prompt=9, cached=1),
            }
        )
        made = Outcome(
            answer=given, evidence=located(of), texts=TEXTS, verdicts=judged(given, Verbatim())
        )
        scores, unscored = measure(of, made, table)
        records.append(
            EvalRecord(
                line=line, id=of.id, case=of, answer=given, scores=scores, unscored=unscored,
                ended="2026-01-02T03:04:05Z",
            )
        )  # fmt: skip
    return {row.name: row.value for row in summarise(records, table, 1) if row.language == "all"}


def judged_by(wanted: Callable[[Metric], bool]) -> list[str]:
    return [metric.name for metric in metrics(8) if not metric.unit and wanted(metric)]


HIGHER = judged_by(lambda metric: not metric.lower_is_better and not metric.neutral)
LOWER = judged_by(lambda metric: metric.lower_is_better)
ABSTENTION = {"answered_without_evidence", "refused_with_evidence"}


@pytest.mark.parametrize("name", HIGHER)
def test_what_always_declines_or_says_nothing_has_no_score_that_looks_good(name: str) -> None:
    assert means(declines)[name] in (None, 0.0)
    assert means(is_silent)[name] in (None, 0.0)


@pytest.mark.parametrize("name", [name for name in LOWER if name not in ABSTENTION])
def test_what_always_declines_is_not_free_of_faults_but_not_eligible(name: str) -> None:
    assert means(declines)[name] is None


def test_declining_is_seen_from_both_sides() -> None:
    assert means(declines)["answered_without_evidence"] == 0.0
    assert means(declines)["refused_with_evidence"] == 1.0
    for system in (recites, is_silent):
        assert means(system)["answered_without_evidence"] == 1.0
        assert means(system)["refused_with_evidence"] == 0.0


@pytest.mark.parametrize("system", [declines, is_silent, recites, recites_and_cites_all])
def test_what_knows_is_never_behind_one_that_does_not(system: System) -> None:
    best, other = means(knows), means(system)
    for name in HIGHER + LOWER:
        value, against = best[name], other[name]
        if value is None or against is None:
            continue
        assert value <= against if name in LOWER else value >= against, name


def test_what_knows_gets_the_best_of_nearly_every_score() -> None:
    best = means(knows)
    perfect = {name: best[name] for name in HIGHER if name not in ("answer_f1", "exact_match")}
    assert set(perfect.values()) == {1.0}, perfect
    assert {best[name] for name in LOWER} == {0.0}


def test_what_recites_everything_pays_for_it_where_precision_counts() -> None:
    found, best = means(recites), means(knows)
    assert found["gold_in_answer"] == 1.0  # as its definition says
    assert found["parts_said"] == 1.0
    for name, most in {
        "answer_f1": 0.3,
        "exact_match": 0.0,
        "cited_span_precision": 0.2,
        "answer_language": 0.5,
        "mrr": 0.6,
    }.items():
        value, fair = found[name], best[name]
        assert value is not None
        assert fair is not None
        assert value <= most, name
        assert value < fair, name


def test_what_doubts_every_question_pays_for_it_where_the_premise_is_true() -> None:
    found = means(doubts)
    assert found["false_premise_doubted"] == found["true_premise_doubted"] == 1.0


def test_what_cites_everything_for_everything_has_no_precision_of_citations() -> None:
    found = means(recites_and_cites_all)
    assert found["citation_recall"] == 1.0
    precision = found["citation_precision"]
    assert precision is not None
    assert precision < 0.15
    assert means(recites)["citation_precision"] == 1.0
