"""What time it is: where the exam and progress screens read a clock."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def stamp() -> str:
    """This moment as RFC 3339 in UTC, to the microsecond: what is shown each second runs evenly."""
    return now().isoformat()


def today() -> date:
    """The day it is where this machine stands, which for learners is usually where they are."""
    return now().astimezone().date()
