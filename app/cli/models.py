"""`hikma models`: which embedded models are here, and fetching those that are not."""

from typing import Annotated

import typer

from app.cli.progress import meter
from app.cli.terminal import DONE, PARTLY, terminal

app = typer.Typer(help="The embedded models.", no_args_is_help=True)
Names = Annotated[list[str] | None, typer.Argument(help="Models; the default two if none.")]


@app.command()
def status(context: typer.Context, names: Names = None) -> int:
    """What is present, its size, hash, licence and source (every file is hashed)."""
    from ingest import weights

    here = terminal(context)
    rows = weights.status(_checked(names), here.settings().model_roots)
    text = "\n".join(
        f"{row.state:8} {row.model} / {row.file}  {row.bytes / 1e6:,.0f} MB  {row.licence}\n"
        f"         {row.path}\n         sha256 {row.sha256}\n         from {row.source}"
        for row in rows
    )
    ready = all(row.state == "present" for row in rows)
    here.emit({"files": [row.model_dump() for row in rows], "ready": ready}, text)
    if not ready:
        here.note("Not all models are here. Run: hikma models pull")
    return DONE if ready else PARTLY


@app.command()
def pull(context: typer.Context, names: Names = None) -> int:
    """Fetch what is missing, check every hash, prepare the embedding model. Resumes."""
    from ingest import fetch, weights

    here = terminal(context)
    wanted = _checked(names)
    root = here.settings().model_roots[0]
    with meter(here, as_bytes=True) as shown:
        fetched = fetch.pull(wanted, root, shown.show)
    rows = weights.status(wanted, [root])
    text = f"The models are in {root}." + (f" Fetched: {', '.join(fetched)}." if fetched else "")
    here.emit({"fetched": fetched, "files": [row.model_dump() for row in rows]}, text)
    return DONE


def _checked(names: list[str] | None) -> list[str]:
    from ingest import weights
    from ingest.errors import SettingsError

    known = weights.manifest()
    for name in names or ():
        if name not in known:
            raise SettingsError(
                f"There is no embedded model {name!r}.", hint=f"Known are: {', '.join(known)}."
            )
    return names or list(weights.default_names())
