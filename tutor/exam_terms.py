"""The terms of an exam: questions, pass mark, price, retakes, renewal, formats; field types.

Nouns that a `Blueprint` is made of. Numbers may be written with the digits of any script. Knows no
files and no learner.
"""

import unicodedata
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from ingest.documents import Record
from tutor.dates import last_day

FormatName = Literal[
    "multiple_choice",
    "multiple_response",
    "ordering",
    "matching",
    "drag_and_drop",
    "yes_no",
    "case_study",
    "lab",
    "coding",
]


def refused(said: str, remedy: str, field: str = "") -> PydanticCustomError:
    """A fault of a blueprint, with what to do about it and the field it is in."""
    return PydanticCustomError(
        "blueprint", "{said}", {"said": said, "remedy": remedy, "field": field}
    )


def western(said: Any) -> Any:
    """A number with the digits of any script, as it is parsed (`٦٥` → `65`, `٠٫٧` → `0.7`)."""
    if not isinstance(said, str):
        return said
    digits = (str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", said))
    return "".join(digits).replace("٫", ".").replace("٬", "").strip()


def _day(said: str) -> str:
    if last_day(said) is None:
        raise refused(f"is no date: {said!r}", "Write it as 2026, 2026-03 or 2026-03-31.")
    return said


def _plain(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else float(amount)


Whole = Annotated[int, BeforeValidator(western), Field(ge=1, le=100_000)]
Percent = Annotated[float, BeforeValidator(western), Field(ge=0, le=100, allow_inf_nan=False)]
Years = Annotated[float, BeforeValidator(western), Field(ge=0, le=60, allow_inf_nan=False)]
Score = Annotated[float, BeforeValidator(western), Field(ge=0, le=1e5, allow_inf_nan=False)]
Day = Annotated[str, BeforeValidator(western), AfterValidator(_day)]
"""`YYYY`, `YYYY-MM` or `YYYY-MM-DD`."""
Identifier = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Text = Annotated[str, Field(min_length=1, max_length=500)]
Place = Annotated[str, Field(pattern=r"^\S+$", max_length=32)]
"""A domain's or a task's number in the guide: `3`, `3.4`."""
Amount = Annotated[
    Decimal,
    BeforeValidator(western),
    Field(ge=0, le=10**24, allow_inf_nan=False),
    PlainSerializer(_plain, when_used="json"),
]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""ISO 4217: `USD`."""


class Money(Record):
    """An amount in one currency; never converted at a rate that nobody gave."""

    amount: Amount
    currency: Currency

    def __str__(self) -> str:
        digits = 0 if self.amount == int(self.amount) else 2
        return f"{self.amount:,.{digits}f} {self.currency}"


class Price(Money):
    """What one sitting of an exam costs."""

    amount: Annotated[Amount, Field(le=1_000_000)]


class Questions(Record):
    """How many questions the real exam has."""

    total: Whole | None = None
    min: Whole | None = None
    max: Whole | None = None
    """Where the vendor gives a range instead of a total."""
    scored: Whole | None = None
    """Those that count; nothing marks the others."""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if (self.min is None) != (self.max is None) or (self.total and self.min):
            raise refused("gives half a range, or both", "Give total, or min and max.")
        if self.min and self.max and self.min > self.max:
            raise refused(f"has min {self.min} above max {self.max}", "Exchange min and max.")
        if not (self.total or self.max or self.scored):
            raise refused("says nothing", "Give total, min and max, or scored.")
        most = self.total or self.max
        if self.scored and most and self.scored > most:
            raise refused(
                f"has {self.scored} scored of {most}", "scored is a part of total: lower it."
            )
        return self

    @property
    def typical(self) -> int:
        """Items of a mock exam: the total, the middle of the range, or those that count."""
        if self.min and self.max:
            return (self.min + self.max) // 2
        found = self.total or self.scored
        assert found is not None
        return found

    @property
    def unscored(self) -> int | None:
        """None where the vendor does not say."""
        return self.total - self.scored if self.total and self.scored else None


class PassMark(Record):
    """What is needed to pass, in the vendor's own terms.

    A scaled score is no percentage: vendors do not publish the scaling, and 75% right is not 750.
    """

    published: bool | None = None
    cut: Score | None = None
    """On the vendor's scale."""
    scale_min: Score | None = None
    scale_max: Score | None = None
    percent: Percent | None = None
    """Of the questions, where the vendor says so."""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        known = self.cut is not None or self.percent is not None
        if self.published is False and known:
            raise refused("gives a mark that is said not to be published", "Drop one of the two.")
        low, high = self.scale_min or 0, self.scale_max or float("inf")
        if self.cut is not None and not low <= self.cut <= high:
            raise refused(f"has its cut {self.cut:g} off the scale", "Correct cut or scale.")
        return self


class Retake(Record):
    """When one who failed may try again, and what it costs."""

    wait_days: tuple[Annotated[int, BeforeValidator(western), Field(ge=0, le=3660)], ...] = ()
    """After the first failure, the second, …; the last one holds for all that follow."""
    fee: Literal["full", "free"] | None = None
    unlimited: bool | None = None
    after_pass_months: Whole | None = None
    """How long one who passed may not take the same exam."""
    any_language: bool | None = None
    """True where attempts in all languages count together."""


class Renewal(Record):
    """How a certificate is kept beyond its validity."""

    how: Text | None = None
    free: bool | None = None
    online: bool | None = None
    every_months: Whole | None = None
    extends_months: Whole | None = None
    percent_off: Percent | None = None
    """Of the price of the exam, when it is taken again in time."""
    opens_days_before: Whole | None = None
    reminders_days_before: tuple[Whole, ...] = ()


class Voucher(Record):
    """What a pass takes off the price of the vendor's next exam."""

    percent_off: Percent


class FormatRules(Record):
    """One format of questions; empty where only its name is known."""

    options: Whole | None = None
    correct: Whole | None = None
    min_options: Whole | None = None
    max_options: Whole | None = None
    min_correct: Whole | None = None
    partial_credit: bool | None = None
    note: Text | None = None


class Scoring(Record):
    """How answers become a result."""

    compensatory: bool | None = None
    """True: no section has to be passed by itself."""
    guessing_penalty: bool | None = None


class Languages(Record):
    """Languages in which the exam can be taken, BCP-47."""

    known: tuple[Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$")], ...]
    complete: bool
    """False: there may be others."""


class Guide(Record):
    """The edition of the exam guide."""

    version: Text | None = None
    date: Day | None = None
    note: Text | None = None


class Source(Record):
    """Where facts are from."""

    title: Text
    url: Annotated[str, Field(pattern=r"^https://\S+$", max_length=500)] | None = None
    tier: Literal["official", "secondary", "compiled"]
    """`compiled`: gathered from several pages whose addresses were not kept."""
    retrieved: Day | None = None
