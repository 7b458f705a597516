"""What is asked for → the facts to make items of, in turn, before any model is asked.

Each kind has its share of the items and its own facts; kinds of which the documents give less leave
the rest to the others. Facts are spread over the documents, and no sentence is asked about twice.
What cannot be as hard as is asked for is passed over.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random

from ingest.documents import Record
from ingest.index import Index
from ingest.languages import same_language
from tutor.answers import Passage
from tutor.facts import Source, about, passages_in, sources, speaks
from tutor.making.asked import short, single
from tutor.making.bench import Bench, Made, Task, Unmade
from tutor.making.cards import card, pairs
from tutor.making.cloze import cloze
from tutor.making.difficulty import ANY, Band, reach
from tutor.making.several import several
from tutor.making.topic import speaks_of
from tutor.making.truth import true_false
from tutor.quizzes import Kind, Rejected
from tutor.wording import size

OF_SENTENCES = {"single": single, "short": short, "cloze": cloze, "true-false": true_false}
WRITTEN_BY_MODEL = frozenset({"single", "short"})
"""Their words may be in another language than their document."""
TRIES = 3
"""Drafts made at the most for each item asked for."""
PLENTY = 4
"""Sentences planned for each draft: most make no item of some kind."""
NOTHING_LEFT = "the documents hold nothing more that makes one"
NEVER_SO = "none of this kind is of the difficulty asked for"
ASKS_BADLY = "this chat model was measured to ask badly in"
WIDEST = 400
"""Documents looked through for lists and pairs."""


class Wanted(Record):
    """What a quiz is to hold, as the plan needs it."""

    kinds: tuple[Kind, ...]
    """Each once."""
    count: int
    documents: tuple[str, ...] = ()
    """Ids; empty for all."""
    topic: str | None = None
    language: str | None = None
    """None for each document's own."""
    known: frozenset[tuple[str, int]] = frozenset()
    """Documents and offsets at which the evidence of items begins that there are: asked about
    last."""

    def share(self, kind: Kind) -> int:
        """Items of a kind; the first kinds take what cannot be divided."""
        each, rest = divmod(self.count, len(self.kinds))
        return each + (self.kinds.index(kind) < rest)

    def speaks(self, language: str) -> bool:
        """May a document's own words in this language be an item's?"""
        return self.language is None or same_language(language, self.language)


def tasks(wanted: Wanted, bench: Bench) -> dict[Kind, Iterator[Task]]:
    """For each kind what it can be made of, best first, found when it is come to."""
    found: dict[Kind, Iterator[Task]] = {}
    if any(kind in OF_SENTENCES for kind in wanted.kinds):
        facts = sources(
            bench.index,
            documents=wanted.documents,
            topic=wanted.topic,
            language=wanted.language,
            limit=PLENTY * TRIES * wanted.count,
            seed=bench.seed,
        )
        facts = [fact for fact in facts if not bench.listings.is_member(fact)]
        facts.sort(key=lambda fact: (fact.document.id, fact.evidence.start) in wanted.known)
        for kind in wanted.kinds:
            if kind in OF_SENTENCES:
                found[kind] = _of_sentences(kind, facts, wanted, bench)
    ids = _documents(wanted, bench) if set(wanted.kinds) - set(OF_SENTENCES) else []
    for kind, of in (("multiple", _of_lists), ("card", _of_pairs)):
        if kind in wanted.kinds:
            found[kind] = in_turn([of(id, wanted, bench) for id in ids])
    return {kind: found[kind] for kind in wanted.kinds}


def _documents(wanted: Wanted, bench: Bench) -> list[str]:
    """Those to look through for lists and pairs: on the topic, then in the language asked for,
    else as chance says."""
    ids = list(wanted.documents) or bench.index.ids()
    Random(bench.seed).shuffle(ids)
    ids.sort(key=lambda id: not speaks(id, wanted.language, bench.index))
    if wanted.topic is not None:
        near = about(wanted.topic, bench.index, wanted.documents, WIDEST)
        first = {passage.document: at for at, passage in reversed(list(enumerate(near)))}
        ids.sort(key=lambda id: first.get(id, WIDEST))
    return ids[:WIDEST]


def _of_sentences(
    kind: Kind, facts: Sequence[Source], wanted: Wanted, bench: Bench
) -> Iterator[Task]:
    make = OF_SENTENCES[kind]
    for source in facts:
        own = source.passage.language
        if not reach(kind, size(source.evidence.text)).meets(bench.difficulty):
            continue
        if kind in WRITTEN_BY_MODEL or wanted.speaks(own):
            language = wanted.language if kind in WRITTEN_BY_MODEL and wanted.language else own
            yield Task(
                kind=kind,
                language=language,
                document=source.document.id,
                start=source.evidence.start,
                make=_as_hard(partial(make, source, language, bench), bench),
            )


def _of_lists(id: str, wanted: Wanted, bench: Bench) -> Iterator[Task]:
    passages = passages_in(id, bench.index)
    document = bench.index.document(id)
    for listing in bench.listings.of(id):
        ends = (listing.lead[0], listing.members[-1].end)
        holding = _holding(ends, passages)
        if holding and wanted.speaks(listing.language) and _on_topic(holding, wanted, bench.index):
            yield Task(
                kind="multiple",
                language=listing.language,
                document=id,
                start=listing.lead[0],
                make=_as_hard(partial(several, listing, document, holding, bench), bench),
            )


def _of_pairs(id: str, wanted: Wanted, bench: Bench) -> Iterator[Task]:
    passages = passages_in(id, bench.index)
    document = bench.index.document(id)
    for pair in pairs(document.text):
        holding = _holding((pair.question[0], pair.answer[1]), passages)
        if not holding or not _on_topic(holding, wanted, bench.index):
            continue
        language = holding[0].language
        if wanted.speaks(language):
            yield Task(
                kind="card",
                language=language,
                document=id,
                start=pair.answer[0],
                make=_as_hard(partial(card, pair, document, holding, language), bench),
            )


def _as_hard(
    make: Callable[[], Made | Unmade | None], bench: Bench
) -> Callable[[], Made | Unmade | None]:
    """The same, but nothing where the item is easier or harder than is asked for."""

    def made() -> Made | Unmade | None:
        found = make()
        hard = not isinstance(found, Made) or bench.difficulty.holds(found.item.difficulty)
        return found if hard else None

    return made


def _holding(span: tuple[int, int], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(p for p in passages if p.start < span[1] and span[0] < p.end)


def _on_topic(passages: Sequence[Passage], wanted: Wanted, index: Index) -> bool:
    return wanted.topic is None or any(speaks_of(p, wanted.topic, index) for p in passages)


def in_turn(columns: Sequence[Iterator[Task]]) -> Iterator[Task]:
    """The first of each document, then the second of each, …; none is opened before its turn."""
    waiting = deque(columns)
    while waiting:
        column = waiting.popleft()
        if (task := next(column, None)) is not None:
            yield task
            waiting.append(column)


class Turns:
    """Which fact is next: kinds take turns until each has its share, then share what is left."""

    def __init__(
        self,
        wanted: Wanted,
        found: dict[Kind, Iterator[Task]],
        difficulty: Band = ANY,
        *,
        asks_badly: bool = False,
    ) -> None:
        self._wanted = wanted
        self._difficulty = difficulty
        self._asks_badly = asks_badly
        self._left = dict(found)
        self._drafted = dict.fromkeys(wanted.kinds, 0)
        self._admitted = dict.fromkeys(wanted.kinds, 0)
        self._asked_about: set[tuple[str, int]] = set()
        self._tried: set[tuple[Kind, str, int]] = set()

    def next(self) -> Task | None:
        """The next fact; None where enough was made or tried, or there is none left."""
        while not self._done():
            kind = min(self._waiting(), key=self._ahead, default=None)
            if kind is None:
                return None
            task = next(self._left[kind], None)
            if task is None:
                del self._left[kind]
            elif self._is_new(task):
                self._tried.add((task.kind, task.document, task.start))
                return task
        return None

    def tell(self, task: Task, *, admitted: bool) -> None:
        """What came of a draft."""
        self._drafted[task.kind] += 1
        if admitted:
            self._admitted[task.kind] += 1
            self._asked_about.add((task.document, task.start))

    def lacking(self) -> Iterator[Rejected]:
        """Why kinds have fewer items than their share, in a whole that has fewer than asked for."""
        if sum(self._admitted.values()) >= self._wanted.count:
            return
        for kind in self._wanted.kinds:
            made, share = self._admitted[kind], self._wanted.share(kind)
            if made >= share:
                continue
            told = f"{made} of {share} made, {self._drafted[kind]} drafted"
            yield Rejected(stem="", gate="plan", detail=f"{told}: {self._why(kind)}", kind=kind)

    def _why(self, kind: Kind) -> str:
        """Why there are no more of a kind."""
        if kind in self._left:
            return "nothing more was tried"
        if not reach(kind).meets(self._difficulty):
            return NEVER_SO
        if kind == "short" and self._asks_badly:
            return f"{ASKS_BADLY} {self._wanted.language}"
        own_words = self._wanted.language and kind not in WRITTEN_BY_MODEL
        return f"{NOTHING_LEFT} in {self._wanted.language}" if own_words else NOTHING_LEFT

    def _done(self) -> bool:
        wanted = self._wanted.count
        tried = sum(self._drafted.values())
        return sum(self._admitted.values()) >= wanted or tried >= TRIES * wanted

    def _waiting(self) -> list[Kind]:
        """Kinds that may have another draft: first those short of their share, and last those that
        had all their tries, of which little comes."""
        tries = [
            kind for kind in self._left if self._drafted[kind] < TRIES * self._wanted.share(kind)
        ]
        short_of = [kind for kind in tries if self._admitted[kind] < self._wanted.share(kind)]
        return short_of or tries or list(self._left)

    def _ahead(self, kind: Kind) -> tuple[float, int]:
        share = max(1, self._wanted.share(kind))
        return self._admitted[kind] / share, self._drafted[kind]

    def _is_new(self, task: Task) -> bool:
        at = (task.document, task.start)
        return at not in self._asked_about and (task.kind, *at) not in self._tried
