"""Made by a later step."""

import typer

app = typer.Typer(help="quiz", no_args_is_help=True)


@app.command()
def nothing() -> None:
    """Nothing yet."""
