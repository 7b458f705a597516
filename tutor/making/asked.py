"""A sentence and its answer → the model's question: single-choice and short-answer items.

The model writes the question and no more: the answer is the document's own word, its place, its
evidence and, where the documents name anything like it, the wrong options are code's. Where they do
not, the model is asked for wrong options too. Where its question cannot be used, it is the
document's own sentence that the options complete; in a language in which it was measured to ask
badly (`asking.toml`) it is not asked at all.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from random import Random

import regex
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from ingest.languages import DEFAULT, english_name, primary, same_language
from ingest.normalize import one_line
from tutor.chat_models import reply_text
from tutor.facts import Source, asked_for
from tutor.gates.schema import LEAST_OPTIONS
from tutor.items import Draft, build, dressed, evidence_of, written
from tutor.llama_engine import Usage
from tutor.making.bench import Bench, Made, Unmade
from tutor.making.cloze import completable, given_away
from tutor.making.confusable import WANTED, Confusable, confusables, shown_amount
from tutor.making.difficulty import estimate
from tutor.making.focus import Focus, called, entry_for
from tutor.making.open_questions import is_listed, left_open
from tutor.making.standalone import label, placed, stands_alone
from tutor.making.stems import shown
from tutor.phrases import phrase
from tutor.prompt import render
from tutor.quizzes import QuizItem
from tutor.wording import contains, plain, size

PROMPTS = ("en", "zh", "ar")
"""Languages of `quiz_question_<code>.md`."""
TOKENS = 90
"""Longest question; a model that writes on and on is cut, and what it wrote not used."""
LEAST_WRONG = LEAST_OPTIONS - 1
FOCI = 3
"""Things in one sentence that are tried for wrong options, before the model is asked for them."""
QUESTION = r"""root ::= [^"\\\n?？؟ ] [^\\\n?？؟›]{8,200} [?？؟]"""
"""One question on one line, without headings: a small model finds no end by itself."""
OTHERS = r"""root ::= one "\n" one "\n" one
one ::= [^"\\\n。；;؛:： -] [^"\\\n。；;؛]{0,80}"""
"""Three lines."""
_ASKED = regex.compile(r"[^\n]*?[?？؟](?![\"”»」])")
_NUMBERING = regex.compile(
    r"^\s*(?:[-*•]\s+|\(?\p{N}{1,2}(?:\.(?!\p{N})|[)、])|[A-Da-dأبجد][.)])\s*"
)
"""Not the beginning of `3.5 GB` and `-5 °C`."""


def single(
    source: Source, language: str, bench: Bench, *, reserve: bool = True
) -> Made | Unmade | None:
    """A question with one right option among those that the documents or the model give; with
    `reserve` the document's own sentence, should the model's question be turned away."""
    random = bench.random(source.document.id, source.evidence.start)
    foci, gapped = _askable(source, language, bench, random), _gapped(source, language, bench)
    if not foci or (gapped and not completable(source)):
        return None
    focus, wrong = _with_wrong(foci, source, language, bench, random)
    if not bench.difficulty.holds(_prior(source, wrong)):
        return None
    made = (
        _completed(focus, wrong, source, language, bench)
        if gapped
        else _asked(focus, wrong, source, language, bench, reserve=reserve)
    )
    if isinstance(made, Made) and focus.of != "amount":
        bench.count(made.item, random)
    return made


def _with_wrong(
    foci: Sequence[Focus], source: Source, language: str, bench: Bench, random: Random
) -> tuple[Focus, list[Confusable]]:
    """The first focus for which there are enough wrong options, or the one with most of them."""
    found: list[tuple[Focus, list[Confusable]]] = []
    for focus in foci[:FOCI]:
        wrong = confusables(focus, source, language, bench.inventory, random, bench.shorter)
        found.append((focus, wrong))
        if len(wrong) == WANTED:
            break
    return max(found, key=lambda pair: len(pair[1]))


def _asked(
    focus: Focus,
    wrong: Sequence[Confusable],
    source: Source,
    language: str,
    bench: Bench,
    *,
    reserve: bool,
) -> Made | Unmade:
    """The model's question, and what there is in reserve."""
    instead = None
    own = same_language(source.passage.language, language)
    if reserve and own and len(wrong) >= LEAST_WRONG:
        instead = _completed(focus, wrong, source, language, bench)
    question = _question(focus, source, language, bench, typed=False)
    if isinstance(question, Unmade):
        return instead.replacing(question.stem, question.detail) if instead else question
    made = _choice(question, focus, wrong, source, language, bench)
    return made.model_copy(update={"asked": True, "instead": instead})


def _completed(
    focus: Focus, wrong: Sequence[Confusable], source: Source, language: str, bench: Bench
) -> Made | None:
    """The document's own sentence, which the options complete; None where it tells what it lacks,
    or nobody could say. What is listed is not left out: among the options another may belong there
    too. Of 39 English and Chinese sentences, as read, four were ambiguous, all of them lists."""
    if not completable(source) or given_away(focus, source) or is_listed(focus, source):
        return None
    text = source.evidence.text
    lead = f"{shown(text[: focus.start])}…{shown(text[focus.end :])}"
    stem = phrase("item_one", language, lead=one_line(lead).rstrip(" .。"))
    return _choice(stem, focus, wrong, source, language, bench)


def _question(
    focus: Focus, source: Source, language: str, bench: Bench, *, typed: bool
) -> str | Unmade:
    """The model's, unless it leaves open what it asks for."""
    question = ask_question(focus, source, language, bench.model)
    if question is None:
        return Unmade(detail="the model wrote no question")
    why = left_open(question, language, focus, source, typed=typed)
    return Unmade(stem=question, detail=why) if why else question


def _gapped(source: Source, language: str, bench: Bench) -> bool:
    """Is the document's own sentence asked about, and not the model's question?"""
    return same_language(source.passage.language, language) and asks_badly(bench.model, language)


def _choice(
    question: str,
    focus: Focus,
    wrong: Sequence[Confusable],
    source: Source,
    language: str,
    bench: Bench,
) -> Made:
    if len(wrong) < LEAST_WRONG:
        wrong = [*wrong, *invented(question, focus, source, language, bench.model)]
    draft = Draft(
        question=placed(question, source.passage, language)
        if same_language(source.passage.language, language)
        else question,
        answer=answer_of(focus, source, language),
        wrong=[other.text for other in wrong],
        explanation=_explained(source, language),
    )
    item, notes = build(draft, source, language)
    item = _with_reasons(item, wrong)
    shown_texts = {option.text for option in item.options}
    stated = sum(other.stated and one_line(other.text) in shown_texts for other in wrong)
    item = dressed(item, source.document, source.passage, stated=stated)
    return Made(item=item, document=source.document, passages=(source.passage,), notes=tuple(notes))


def short(source: Source, language: str, bench: Bench) -> Made | Unmade | None:
    """A question that is answered with an amount, a name or a term."""
    foci = _askable(
        source, language, bench, bench.random(source.document.id, source.evidence.start)
    )
    if not foci or _gapped(source, language, bench):
        return None
    question = _question(foci[0], source, language, bench, typed=True)
    if isinstance(question, Unmade):
        return question
    own = same_language(source.passage.language, language)
    item = written(
        "short",
        language,
        placed(question, source.passage, language) if own else question,
        answer_of(foci[0], source, language),
        [evidence_of(source)],
        explanation=_explained(source, language),
    )
    item = dressed(item, source.document, source.passage)
    return Made(item=item, document=source.document, passages=(source.passage,), asked=True)


def _askable(source: Source, language: str, bench: Bench, random: Random) -> list[Focus]:
    """What can be said in the item's language; what the headings say as well comes last, since
    they may stand before the question."""
    above = label(source.passage)
    foci = [f for f in asked_for(source, bench.index, random) if answer_of(f, source, language)]
    return sorted(foci, key=lambda f: contains(above, f.text, source.passage.language))


def _prior(source: Source, wrong: Sequence[Confusable]) -> float:
    """Of the item, if these are its wrong options and the model is asked for those that lack."""
    stated = sum(other.stated for other in wrong)
    near = stated / max(len(wrong), LEAST_WRONG)
    return estimate("single", size(source.evidence.text), near)


def answer_of(focus: Focus, source: Source, language: str) -> str:
    """The focus as items of a language write it; empty where it cannot be said in that language."""
    if focus.of == "amount":
        return shown_amount(focus, source, language)
    if same_language(source.passage.language, language):
        return focus.text
    if focus.of == "name" and focus.text.isascii():
        return focus.text
    entry = entry_for(focus, source.passage.language)
    return called(entry, language) if entry else ""


def _explained(source: Source, language: str) -> str:
    return phrase(
        "item_source", language, quote=shown(source.evidence.text), title=source.document.title
    )


def _with_reasons(item: QuizItem, wrong: Sequence[Confusable]) -> QuizItem:
    reasons = {one_line(other.text): other.rationale for other in wrong}
    options = tuple(
        option if option.correct else option.model_copy(
            update={"rationale": reasons.get(option.text, "")}
        )
        for option in item.options
    )  # fmt: skip
    return item.model_copy(update={"options": options})


# ---- the model ----------------------------------------------------------------------------------


def asks_badly(model: BaseChatModel, language: str) -> bool:
    """Was it measured that few of a model's questions in a language can be used?"""
    name = str(model._identifying_params.get("model", ""))
    return primary(language) in _badly().get(name, ())


@cache
def _badly() -> dict[str, list[str]]:
    text = resources.files("tutor.making").joinpath("asking.toml").read_text("utf-8")
    return {entry["model"]: entry["badly"] for entry in tomllib.loads(text)["model"]}


def question_messages(focus: Focus, source: Source, language: str) -> list[BaseMessage]:
    """Instruction and examples in the item's language where there are any, each example a turn: a
    small model follows what it seems to have said before any instruction. Then the words that are
    asked about."""
    answer = answer_of(focus, source, language)
    if focus.of == "amount" and answer == focus.number and (unit := _unit(focus, source)):
        answer = f"{answer} ({unit})"
    code = primary(language)
    instruction, *examples, given = render(
        f"quiz_question_{code if code in PROMPTS else DEFAULT}",
        language=english_name(language),
        title=label(source.passage),
        text=_context(source),
        answer=answer,
    ).split("\n\n")
    turns: list[BaseMessage] = []
    for example in examples:
        before, asked = example.rsplit(": ", 1)
        turns += [HumanMessage(f"{before}:"), AIMessage(asked)]
    return [SystemMessage(instruction), *turns, HumanMessage(given)]


def _unit(focus: Focus, source: Source) -> str:
    """What the number counts, which its answer leaves to the question."""
    behind = source.evidence.text[focus.end - len(focus.unit) :] if focus.unit else (
        source.evidence.text[focus.end :]
    )  # fmt: skip
    found = regex.match(r"\s?(\p{Han}{1,3}|[\p{L}\p{M}]+)", behind)
    return found[1] if found else ""


def _context(source: Source) -> str:
    """The sentence, and the one before it where it cannot be understood alone."""
    own = shown(source.evidence.text)
    at = source.evidence.label - 2
    if at < 0 or stands_alone(own, source.passage.language):
        return own
    return f"{shown(source.sentences[at].text)} {own}"


def ask_question(focus: Focus, source: Source, language: str, model: BaseChatModel) -> str | None:
    """The model's question, on one line; None where it wrote none. Raises `ModelUnavailable`."""
    said = _said(question_messages(focus, source, language), model, QUESTION)
    found = _ASKED.search(said)
    return one_line(found[0]).strip('"“«* ') if found else None


def invented(
    question: str, focus: Focus, source: Source, language: str, model: BaseChatModel
) -> list[Confusable]:
    """Wrong options of the model's own. Raises `ModelUnavailable`."""
    answer = answer_of(focus, source, language)
    asked = render("quiz_wrong", question=question, answer=answer, language=english_name(language))
    said = _said([SystemMessage(render("system")), HumanMessage(asked)], model, OTHERS)
    lines = (one_line(_NUMBERING.sub("", line)).rstrip(" .。") for line in said.splitlines())
    rationale = phrase("item_invented", language, right=answer)
    found = {plain(line): line for line in lines if plain(line) and plain(line) != plain(answer)}
    return [Confusable(text=text, rationale=rationale, stated=False) for text in found.values()]


def _said(messages: Sequence[BaseMessage], model: BaseChatModel, grammar: str) -> str:
    """Of the embedded model held to a form by a grammar; others are taken at their word."""
    return reply_text(model, messages, usage=Usage(), grammar=grammar, max_tokens=TOKENS)
