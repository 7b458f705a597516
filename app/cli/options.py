"""Options that several verbs share, written once."""

from typing import Annotated, Literal

import typer

Documents = Annotated[
    list[str] | None, typer.Option("--document", help="Only this document or folder; repeatable.")
]
Extractive = Annotated[
    bool, typer.Option("--extractive", help="Quote only; no chat model is used.")
]
Language = Annotated[str, typer.Option(help="Language to answer in; auto is each question's own.")]
Manner = Annotated[
    Literal["short", "beginner", "example", "hint"],
    typer.Option(help="Shortly, explained for a beginner, with an example, or a hint only."),
]
