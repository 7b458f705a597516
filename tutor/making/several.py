"""A list in the documents → an item with several right options, by code alone.

Some members of the list are the keys; members of other lists, of the same form and about as long,
are the distractors. What leads into the list is the question. Knows no model.
"""

from collections.abc import Sequence
from itertools import chain, zip_longest
from random import Random

import regex

from ingest.documents import Document
from ingest.languages import same_language, sentence_spans
from tutor.answers import Passage
from tutor.gates.terms import held_share
from tutor.items import arrange, dressed, item_id, span_in
from tutor.making.bench import Bench, Made
from tutor.making.listings import Listing, Member
from tutor.making.standalone import placed, stands_alone
from tutor.making.stems import shown
from tutor.phrases import phrase
from tutor.quizzes import Option, QuizItem
from tutor.wording import contains, plain, size

ASKING = {2: "item_two", 3: "item_three"}
"""Phrases that ask for so many. In words: a numeral would be looked for in the source."""
KEYS, WRONG = (min(ASKING), max(ASKING)), 3
"""Right options, at the least and at the most, and wrong ones."""
ALIKE = 0.5
"""Share of a wrong option's words in the list of the right ones, from which it may be one."""
SHORTER, LONGER = 0.5, 2.0
"""A wrong option's size by the mean size of the keys."""
_NUMBER = regex.compile(r"(?<![\p{L}\p{Nd}_-])\p{Nd}")
"""That of S3 is none."""
WIDE = 40
"""Documents whose lists are looked through for wrong options."""


def several(
    listing: Listing, document: Document, passages: Sequence[Passage], bench: Bench
) -> Made | None:
    """The item of a list; None where it cannot be understood alone, or too little is like it."""
    language = listing.language
    lead = _leading(shown(listing.lead_text), language)
    random = bench.random(listing.document, listing.lead[0])
    if not lead:
        return None
    most = min(KEYS[1], len(listing.members))
    keys = random.sample(listing.members, random.randint(KEYS[0], most))
    keys.sort(key=lambda member: member.start)
    wrong = _wrong(listing, keys, bench, random)
    if len(wrong) < WRONG:
        return None
    texts = [member.text for member in keys]
    stem = phrase(ASKING[len(keys)], language, lead=lead)
    stem = placed(stem, passages[0], language)
    spans = [span_in(document, *listing.lead, language)]
    spans += [span_in(document, member.start, member.end, language) for member in keys]
    id = item_id("multiple", language, stem, texts, list(wrong), spans)
    item = QuizItem(
        id=id,
        kind="multiple",
        language=language,
        stem=stem,
        options=_with_reasons(arrange(texts, list(wrong), id, language), wrong),
        explanation=phrase(
            "item_source", language, quote=" … ".join([lead, *texts]), title=document.title
        ),
        evidence=tuple(spans),
    )
    item = dressed(item, document, passages[0], stated=len(wrong))
    return Made(item=item, document=document, passages=tuple(passages))


def _leading(lead: str, language: str) -> str:
    """The sentence that leads into the list, or all before it where that cannot be understood
    alone; empty where neither can."""
    spans = sentence_spans(lead, language) or [(0, len(lead))]
    last = lead[spans[-1][0] :]
    return next((text for text in (last, lead) if stands_alone(text, language)), "")


def _wrong(
    listing: Listing, keys: Sequence[Member], bench: Bench, random: Random
) -> dict[str, tuple[Member, Listing]]:
    """Members of other lists, by what is shown of them: one of each list in turn."""
    mean = sum(size(member.text) for member in keys) / len(keys)
    forms = {_form(member.text) for member in keys}
    every = _whole(listing)
    found = dict[str, tuple[Member, Listing]]()
    columns = [
        [(member, other) for member in random.sample(other.members, len(other.members))]
        for other in _others(listing, bench)
    ]
    for one in chain.from_iterable(zip_longest(*columns)):
        if one is None or _form(one[0].text) not in forms:
            continue
        if _fits(one[0].text, mean, every, listing, found):
            found[one[0].text] = one
        if len(found) == WRONG:
            break
    return found


def _others(listing: Listing, bench: Bench) -> list[Listing]:
    """Lists of the same form, those that speak of the same things first: they are mixed up."""
    ids = [id for id in bench.index.ids() if id != listing.document]
    found = [
        other
        for id in [listing.document, *ids][:WIDE]
        for other in bench.listings.of(id)
        if (other.document, other.lead) != (listing.document, listing.lead)
        and same_language(other.language, listing.language)
        and other.labelled == listing.labelled
    ]
    own = _whole(listing)
    return sorted(found, key=lambda other: -held_share(own, _whole(other), listing.language))


def _form(text: str) -> tuple[bool, bool]:
    """What gives an option away beside others: a capital at its beginning, a number in it."""
    return text[:1].isupper(), bool(_NUMBER.search(text))


def _whole(listing: Listing) -> str:
    return " ".join([listing.lead_text, *(member.text for member in listing.members)])


def _fits(
    text: str,
    mean: float,
    every: str,
    listing: Listing,
    found: dict[str, tuple[Member, Listing]],
) -> bool:
    """Is it about as long as the keys, and neither in their list nor like one of it?"""
    language = listing.language
    return (
        SHORTER * mean <= size(text) <= LONGER * mean
        and not contains(every, text, language)
        and held_share(text, every, language) < ALIKE
        and not any(contains(text, m.text, language) for m in listing.members)
        and plain(text) not in {plain(other) for other in found}
    )


def _with_reasons(
    options: Sequence[Option], wrong: dict[str, tuple[Member, Listing]]
) -> tuple[Option, ...]:
    """Where each wrong option comes from: the list that it is a member of."""
    return tuple(
        option if option.correct else _with_reason(option, *wrong[option.text])
        for option in options
    )


def _with_reason(option: Option, member: Member, listing: Listing) -> Option:
    rationale = phrase(
        "item_elsewhere",
        listing.language,
        quote=f"{_leading(listing.lead_text, listing.language)} … {member.text}".lstrip(" …"),
        title=listing.title,
        page=str(listing.page),
    )
    return option.model_copy(update={"rationale": rationale})
