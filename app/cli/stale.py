"""After the documents changed: which items of the notebook rest on words that are gone, or back.

Called when a verb has told its result: what goes wrong here is noted, and changes no exit status.
"""

from app.cli.terminal import Terminal, now
from ingest.errors import HikmaError


def recheck_items(here: Terminal) -> None:
    """Look at every item; none, and no notebook made, where there is none yet."""
    from tutor.bank import recheck

    try:
        with here.session() as study:
            found = recheck(study, now=now())
    except HikmaError as error:
        here.note(f"Your quiz items were not looked at: {error.message} {error.hint}")
        return
    if found is not None and found.stale:
        here.note(
            f"{len(found.stale)} quiz item(s) are stale and not asked any more: the documents have "
            "other words now."
        )
    if found is not None and found.fresh:
        here.note(f"{len(found.fresh)} quiz item(s) are asked again: their words are back.")
