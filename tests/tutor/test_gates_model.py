"""Gates that ask a chat model: what they show it, and what they make of what it says."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from langchain_core.messages import BaseMessage

from tests.tutor.gating import Case, case, multiple, single, statement
from tests.tutor.quizzing import good, letters, rested, scripted, solving
from tutor.embedded_chat import EmbeddedChatModel
from tutor.gates.admit import READINGS, Instruments, verdicts
from tutor.gates.blind import blind
from tutor.gates.choices_only import choices_only
from tutor.gates.evidence_removed import evidence_removed
from tutor.gates.key_supported import key_supported
from tutor.gates.orders import SEEDS, orders
from tutor.gates.others_unsupported import others_unsupported
from tutor.gates.reader import Maker, Reader
from tutor.gates.thresholds import for_embeddings, for_model
from tutor.gates.unaided import unaided
from tutor.quizzes import GAP, Option, QuizItem, Verdict

QUOTE = "A snapshot is kept for 35 days."
AROUND = "Snapshots cost money. {} Logs are kept for 7 days."
KEPT = single(
    "How long is a snapshot kept?",
    "35 days",
    "7 days",
    "90 days",
    "one day",
    quote=QUOTE,
    around=AROUND,
)


def read(gate: Callable[..., Verdict], given: Case, *replies: str) -> str:
    """A gate's verdict on what a model replies; every reply must be used."""
    model = scripted(*replies)
    verdict = gate(*given, Reader(model))
    assert model.replies == []
    return verdict.verdict


class ByOdds(EmbeddedChatModel):
    """The embedded model with odds from a table: the first text of it that the prompt holds."""

    table: Any = ()

    def model_post_init(self, context: Any, /) -> None:
        """There is no template to read."""

    def log_probabilities(
        self, messages: Sequence[BaseMessage], continuations: Sequence[str], **options: Any
    ) -> list[float]:
        prompt = str(messages[-1].text)
        odds = next((value for part, value in self.table if part in prompt), 0.0)
        return [odds, *[0.0] * (len(continuations) - 1)]


def by_odds(table: Sequence[tuple[str, float]], name: str = "embedded:any") -> ByOdds:
    """Made without the engine that it never asks."""
    return ByOdds.model_construct(engine=None, name_of_model=name, table=table)


# ---- what is shown ------------------------------------------------------------------------------


def test_every_order_puts_the_key_at_another_letter() -> None:
    for count in (3, 4, 5):
        for key in range(count):
            options = [
                Option(id=c, text=c, correct=i == key) for i, c in enumerate("abcde"[:count])
            ]
            shown = orders(options)
            assert len(shown) == len(SEEDS)
            places = [[o.correct for o in order].index(True) for order in shown]
            assert len(set(places)) == len(SEEDS)
            assert all(sorted(o.id for o in order) == list("abcde"[:count]) for order in shown)


@pytest.mark.parametrize("code", ["en", "zh-Hans", "ar"])
def test_the_solver_is_not_told_the_key_nor_the_explanation(code: str) -> None:
    item, source = good(code)
    model = scripted(*letters(item))
    assert blind(item, rested(item, source), Reader(model)).verdict == "pass"
    for asked in model.asked:
        shown = str(asked[-1].text)
        lines = [line[3:] for line in shown.splitlines() if line[1:3] == ". "]
        assert sorted(lines) == sorted(option.text for option in item.options)
        assert item.stem in shown
        assert item.explanation not in shown


def test_choices_only_shows_neither_stem_nor_passage() -> None:
    model = scripted("A", "A", "A")
    choices_only(*KEPT, Reader(model))
    for asked in model.asked:
        assert "snapshot" not in str(asked[-1].text)
        assert "35 days" in str(asked[-1].text)


def test_without_the_evidence_the_rest_of_the_passage_is_shown() -> None:
    model = scripted("No", "No")
    key_supported(*KEPT, Reader(model))
    whole, without = (str(asked[-1].text) for asked in model.asked)
    assert QUOTE in whole
    assert QUOTE not in without
    assert "Snapshots cost money." in without
    assert "Logs are kept" in without


def test_a_passage_that_is_all_evidence_is_shown_empty() -> None:
    model = scripted("No", "No")
    key_supported(*single("How long?", "35 days", "7", "8", quote=QUOTE), Reader(model))
    assert "Passage:\n\nQuestion" in str(model.asked[1][-1].text).replace("\n\n\n", "\n\n")


def test_nothing_is_asked_twice_about_one_item() -> None:
    model = scripted("Yes", "No")
    reader = Reader(model)
    assert key_supported(*KEPT, reader).verdict == "pass"
    assert evidence_removed(*KEPT, reader).verdict == "pass"
    assert key_supported(*KEPT, reader).verdict == "pass"
    assert model.replies == []


# ---- what is made of it -------------------------------------------------------------------------


def test_the_key_must_lead_in_every_order() -> None:
    right = letters(KEPT[0])
    wrong = [chr(ord("A") + (ord(letter) - ord("A") + 1) % 4) for letter in right]
    assert read(blind, KEPT, *right) == "pass"
    assert (
        read(blind, KEPT, f"The answer is {right[0]}.", f"{right[1]})", f"({right[2]})") == "pass"
    )
    assert read(blind, KEPT, right[0], right[1], wrong[2]) == "flag"
    assert read(blind, KEPT, *wrong) == "reject"
    assert read(blind, KEPT, "I cannot tell") == "reject"


def test_an_item_that_is_solved_from_its_options_is_turned_away() -> None:
    right = letters(KEPT[0])
    assert read(choices_only, KEPT, *right) == "reject"
    assert read(choices_only, KEPT, right[0], right[1], "A" if right[2] != "A" else "B") == "pass"
    assert read(choices_only, KEPT, "I cannot tell") == "pass"


def test_a_key_that_the_passage_does_not_support_is_turned_away() -> None:
    assert read(key_supported, KEPT, "Yes") == "pass"
    assert read(key_supported, KEPT, "No", "No") == "reject"
    both = multiple("Which are kept?", ["snapshots", "logs"], ["keys"], quote=QUOTE)
    assert read(key_supported, both, "Yes", "Yes") == "pass"
    assert read(key_supported, both, "Yes", "No", "No") == "reject"
    typed = case("short", "How long is it kept?", answer=["35 days", "five weeks"], quote=QUOTE)
    assert read(key_supported, typed, "Yes") == "pass"


def test_exactly_the_key_is_right_where_all_that_is_right_is_asked_for() -> None:
    assert read(others_unsupported, KEPT, "Yes", "No", "No", "No") == "pass"
    assert read(others_unsupported, KEPT, "Yes", "No", "Yes", "No") == "reject"  # without it No
    assert read(others_unsupported, KEPT, "No", "Yes", "Yes") == "reject"  # the key is not
    both = multiple("Which are kept?", ["snapshots"], ["logs", "keys"], quote=QUOTE)
    assert read(others_unsupported, both, "Yes", "Yes", "No") == "reject"


@pytest.mark.parametrize(
    ("true", "replies", "verdict"),
    [
        (True, ["Yes", "No"], "pass"),
        (True, ["No", "Yes"], "reject"),
        (False, ["No", "Yes"], "pass"),
        (False, ["Yes", "No"], "reject"),
        (True, ["No", "No"], "pass"),
    ],
)
def test_a_statement_is_judged_by_what_the_evidence_changes(
    true: bool, replies: list[str], verdict: str
) -> None:
    given = statement("A snapshot is kept for 35 days.", true=true, quote=QUOTE, around=AROUND)
    assert read(key_supported, given, *replies) == verdict


def test_what_is_known_without_the_evidence_is_flagged() -> None:
    assert read(evidence_removed, KEPT, "Yes", "Yes") == "flag"
    assert read(evidence_removed, KEPT, "No") == "pass"


@pytest.mark.parametrize(
    ("given", "said", "verdict"),
    [
        (KEPT, "For 35 days.", "pass"),
        (KEPT, "35 day", "pass"),
        (KEPT, "36 days", "flag"),
        (KEPT, "7 days.", "reject"),
        (KEPT, "It says so.", "flag"),
        (
            single(
                "快照默认保留多长时间？",
                "35天",
                "7天",
                "8天",
                language="zh-Hans",
                quote="快照保留３５天。",
            ),
            "快照保留３５天。",
            "pass",
        ),
        (
            single("كم مدة حفظها؟", "35 يوماً", "7", "8", language="ar", quote="تُحفظ ٣٥ يومًا."),
            "تُحفظ ٣٥ يومًا",
            "pass",
        ),
        (
            case("cloze", f"It is kept for {GAP} days there.", answer=["35"], quote=QUOTE),
            "35",
            "pass",
        ),
        (
            case("short", "Which protocol is used?", answer=["HTTP"], quote="HTTP is used."),
            "HTTPS",
            "reject",
        ),
        (case("card", "How long?", answer=["For 35 days."], quote=QUOTE), "It depends.", "flag"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0].stem,
)
def test_a_stem_must_lead_to_the_key_without_options(given: Case, said: str, verdict: str) -> None:
    assert read(unaided, given, said) == verdict


@pytest.mark.parametrize(
    ("maker", "verdict"), [(None, "flag"), ("code", "reject"), ("model", "reject")]
)
def test_words_that_are_not_trusted_keep_out_hikmas_own_drafts_only(
    maker: Maker | None, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = for_model("any").model_copy(update={"words": False})
    monkeypatch.setattr("tutor.gates.reader.for_model", lambda *_, **__: line)
    typed = case("short", "How long is it kept?", answer=["35 days"], quote=QUOTE)
    assert unaided(*typed, Reader(scripted("For a year."), maker)).verdict == verdict
    assert unaided(*typed, Reader(scripted("35 days"), maker)).verdict == "pass"
    # Of options it is its own question only that its words can refute.
    chosen = "reject" if maker == "model" else "flag"
    assert unaided(*KEPT, Reader(scripted("90 days"), maker)).verdict == chosen


def test_kinds_that_a_gate_is_not_for_pass_without_a_question_to_the_model() -> None:
    typed = case("short", "How long is it kept?", answer=["35 days"], quote=QUOTE)
    truth = statement("It is kept for 35 days.", true=True, quote=QUOTE)
    for gate in (blind, choices_only, others_unsupported):
        assert read(gate, typed) == read(gate, truth) == "pass"
    assert read(unaided, truth) == "pass"


def test_without_a_passage_nothing_is_asked() -> None:
    bare = single("How long is it kept?", "35 days", "7 days", "90 days")
    asked = [gate for gate in READINGS if gate is not choices_only]
    assert {read(gate, bare) for gate in asked} == {"unchecked"}


# ---- log-probabilities --------------------------------------------------------------------------


QWEN = "embedded:qwen2.5-coder-1.5b-instruct"


def by_table(gate: Any, table: list[tuple[str, float]], maker: Maker | None) -> str:
    return str(gate(*KEPT, Reader(by_odds(table, QWEN), maker)).verdict)


@pytest.mark.parametrize("maker", [None, "code"])
def test_of_the_embedded_model_odds_decide_by_what_the_evidence_adds(maker: Maker | None) -> None:
    line = for_model(QWEN, drafts=maker is not None)

    def is_out(whole: float, without: float, gate: Any = key_supported) -> bool:
        return by_table(gate, [(QUOTE, whole), ("Passage", without)], maker) == "reject"

    low, much = line.key.odds - 0.1, line.key.gain + 0.1
    assert is_out(low, low)
    assert not is_out(low, low - much)
    assert not is_out(line.key.odds + 0.1, line.key.odds + 0.1 - much)
    low, little = line.nothing.odds - 0.1, line.nothing.gain - 0.1
    assert is_out(low, low - little)  # adds nothing
    assert not is_out(low + 0.2, low + 0.2 - line.nothing.gain - 0.1)  # known anyway
    half = line.other.sum / 2 + 0.1
    assert is_out(half, 0.0, others_unsupported)
    assert not is_out(half, half, others_unsupported)
    assert not is_out(line.other.odds - 0.1, -9.0, others_unsupported)


def test_a_false_statement_that_the_evidence_makes_likelier_but_not_likely_passes() -> None:
    given = statement("A snapshot is kept for 36 days.", true=False, quote=QUOTE, around=AROUND)

    def verdict(odds: float) -> str:
        reader = Reader(by_odds([(QUOTE, odds), ("Passage", odds - 1.5)], QWEN))
        return key_supported(*given, reader).verdict

    assert verdict(-0.5) == "pass"
    assert verdict(0.5) == "reject"


def test_what_keeps_out_a_draft_is_flagged_in_the_item_of_somebody_else() -> None:
    strict, line = for_model(QWEN, drafts=True), for_model(QWEN)
    assert strict.other.sum < line.other.sum
    half = strict.other.sum / 2 + 0.1
    between = [(QUOTE, half), ("Passage", 0.0)]
    assert by_table(others_unsupported, between, None) == "flag"
    assert by_table(others_unsupported, between, "code") == "reject"
    low = strict.key.odds - 0.1
    assert low > line.key.odds
    assert by_table(key_supported, [("Passage", low)], None) == "flag"
    assert by_table(key_supported, [("Passage", low)], "model") == "reject"


@pytest.mark.parametrize("maker", [None, "code"])
def test_an_option_that_is_far_likelier_than_the_key_turns_an_item_away(
    maker: Maker | None,
) -> None:
    lead = for_model(QWEN, drafts=maker is not None).lead

    def verdict(by: float) -> str:
        table = [("answer: 35 days", -1.0), ("answer: 90 days", -1.0 + by), ("Passage", -2.0)]
        return by_table(others_unsupported, table, maker)

    assert verdict(lead + 0.1) == "reject"
    assert verdict(lead - 0.7) == "pass"


def test_letters_of_the_embedded_model_are_probabilities() -> None:
    found = Reader(by_odds([("A.", 2.0)])).letters("A. x\nB. y\nC. z", 3)
    assert found is not None
    assert sum(found) == pytest.approx(1.0)
    assert found[0] == max(found)


def test_models_that_were_not_measured_have_lines_of_their_own() -> None:
    assert for_model("openai:gpt") == for_model("any") != for_model(QWEN)
    assert for_embeddings(object()) == for_embeddings(object())  # type: ignore[arg-type]


# ---- all of them --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "zh-Hans", "ar"])
def test_a_good_item_is_admitted_with_every_verdict(code: str) -> None:
    item, source = good(code)
    model = scripted(*solving(item))
    found = list(verdicts(item, rested(item, source), Instruments(model=model)))
    assert "reject" not in {verdict.verdict for verdict in found}
    assert len({verdict.name for verdict in found}) == len(found)
    assert model.replies == []


def test_the_first_reject_is_the_last_verdict_unless_all_are_asked_for() -> None:
    item, source = good("en", answer="36 days")
    rests = rested(item, source)
    first = list(verdicts(item, rests, Instruments()))
    assert first[-1].name == "particulars"
    assert [v.verdict for v in first].count("reject") == 1
    every = list(verdicts(item, rests, Instruments(), every=True))
    assert len(every) > len(first)
    assert every[: len(first)] == first


def test_a_model_is_not_asked_about_what_words_turn_away() -> None:
    item, source = good("en", answer="36 days")
    model = scripted()
    list(verdicts(item, rested(item, source), Instruments(model=model)))
    assert model.asked == []


def test_what_is_no_item_goes_to_no_further_gate() -> None:
    broken: tuple[QuizItem, Any] = single("How long is it kept?", "35 days")
    assert [v.name for v in verdicts(*broken, Instruments(), every=True)] == ["schema"]
