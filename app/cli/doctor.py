"""`hikma doctor`: checks models, index and machine; each finding names the command that mends."""

from typing import Annotated

import typer

from app.cli.terminal import DONE, PARTLY, terminal


def doctor(
    context: typer.Context,
    mend: Annotated[
        bool, typer.Option("--mend", help="Put right what is wrong with the index.")
    ] = False,
) -> int:
    """Check everything; exit status 3 if something needs mending."""
    from app.checkup import checkup, machine, mended, models

    here = terminal(context)
    with here.session() as session:
        if mend:
            index = mended(session)
            findings = [*models(session), *index, *machine(session)]
        else:
            findings = checkup(session)
    sick = any(finding.status == "fail" for finding in findings)
    text = "\n".join(
        f"{f.status:5} {f.check}: {f.message}" + (f"\n      {f.hint}" if f.hint else "")
        for f in findings
    )
    rows = [finding.model_dump() for finding in findings]
    here.emit({"findings": rows, "healthy": not sick}, text)
    return PARTLY if sick else DONE
