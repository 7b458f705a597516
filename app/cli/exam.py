"""`hikma exam`: the registry of exams, which certificate fits, and what it costs.

Facts about exams are data in English; times and rates come from the command line.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.exam_options import EvenRetired
from app.cli.terminal import DONE, PARTLY, Terminal, terminal

if TYPE_CHECKING:
    from datetime import date

    from tutor.blueprint import Entry, Registry

app = typer.Typer(
    help="Exams by their published blueprints: which there are, which fits, what it costs.",
    no_args_is_help=True,
)
Id = Annotated[str, typer.Argument(metavar="ID", help="An exam's id or code: aws-mla-c01.")]
Rates = Annotated[
    list[str] | None,
    typer.Option("--rate", help="USD:EUR=0.92: 1 USD buys 0.92 EUR; may be repeated."),
]


@app.command("list")
def list_(
    context: typer.Context,
    status: Annotated[
        list[str] | None, typer.Option(help="Only of this status; may be repeated.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that are over (the JSON always has them).")
    ] = False,
) -> int:
    """The exams of the registry."""
    from app.cli.exam_text import as_row, rows

    here = terminal(context)
    registry = _registry(here)
    wanted = _statuses(status)
    chosen = [e for e in registry.entries if not wanted or e.blueprint.status in wanted]
    document: dict[str, Any] = {"exams": [as_row(entry) for entry in chosen]}
    if registry.faults:
        document["failed"] = _failed(registry)
    here.emit(document, rows(chosen, everything=everything or bool(wanted)))
    return _status(here, registry)


@app.command()
def show(
    context: typer.Context,
    id: Id,
    count: Annotated[
        int | None,
        typer.Option(min=1, max=1000, help="Items of a mock exam, shared out over the domains."),
    ] = None,
) -> int:
    """Everything that the registry holds of an exam."""
    from app.cli.exam_text import as_record, facts
    from tutor.blueprints import find

    here = terminal(context)
    registry = _registry(here)
    entry = find(registry, id)
    _say_replaced(here, entry)
    record = as_record(entry, registry, count, _today())
    here.emit(record, facts(entry, record))
    return DONE


@app.command()
def path(
    context: typer.Context,
    role: Annotated[str, typer.Argument(help="What you are or want to be.")] = "",
    years: Annotated[str | None, typer.Option(help="Years of practice.")] = None,
    budget: Annotated[
        str | None, typer.Option(help="For one sitting: 200 (USD), or 150:EUR.")
    ] = None,
    vendor: Annotated[str | None, typer.Option(help="Only of this vendor: aws.")] = None,
    rate: Rates = None,
) -> int:
    """Which certificate fits, best first, with the reasons."""
    from app.cli.exam_text import suggestions
    from tutor.money import money, number, read_rates
    from tutor.paths import Wanted, choose_paths

    here = terminal(context)
    registry = _registry(here)
    wanted = Wanted(
        role=role,
        years=None if years is None else float(number(years, "years", 0, 60)),
        budget=None if budget is None else money(budget, "the budget"),
        vendor=vendor,
    )
    found = choose_paths(wanted, registry, read_rates(rate or ()), _today())
    here.emit(found.model_dump(mode="json"), suggestions(found))
    return _status(here, registry)


@app.command()
def cost(
    context: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID…", help="In the order you take them.")],
    attempts: Annotated[
        list[str] | None, typer.Option(help="Sittings: 2, or aws-mla-c01=2; may be repeated.")
    ] = None,
    chance: Annotated[
        list[str] | None,
        typer.Option(help="Of passing at a sitting: 0.7, or ID=0.7; amounts are then expected."),
    ] = None,
    years: Annotated[str, typer.Option(help="How long the certificates are to be valid.")] = "3",
    fee: Annotated[
        list[str] | None, typer.Option(help="What you pay: aws-mla-c01=140:EUR; may be repeated.")
    ] = None,
    voucher: Annotated[
        str | None, typer.Option(help="Percent that you already hold off the first exam.")
    ] = None,
    vouchers: Annotated[
        bool, typer.Option(help="Use what a pass takes off the vendor's next exam.")
    ] = True,
    currency: Annotated[str | None, typer.Option(help="Sum it all up in this currency.")] = None,
    rate: Rates = None,
    even_retired: EvenRetired = False,
) -> int:
    """Fees, retakes, vouchers and renewals of one exam or several."""
    from app.cli.exam_text import expenses
    from tutor.costs import plan_costs
    from tutor.money import currency_code, number, percent, planned, read_rates

    here = terminal(context)
    registry = _registry(here)
    plan = plan_costs(
        planned(
            registry,
            ids,
            attempts=attempts or (),
            chances=chance or (),
            fees=fee or (),
            even_retired=even_retired,
            today=_today(),
        ),
        years=number(years, "years", 0, 50),
        rates=read_rates(rate or ()),
        currency=None if currency is None else currency_code(currency),
        vouchers=vouchers,
        in_hand=None if voucher is None else percent(voucher, "a voucher"),
    )
    here.emit(plan.model_dump(mode="json"), expenses(plan))
    return PARTLY if plan.unknown else DONE


def _registry(here: Terminal) -> "Registry":
    from tutor.blueprints import load_registry

    registry = load_registry(here.settings().data)
    for fault in registry.faults:
        here.note(f"{fault.message}\n  {fault.hint}")
    return registry


def _status(here: Terminal, registry: "Registry") -> int:
    return PARTLY if registry.faults else DONE


def _failed(registry: "Registry") -> list[dict[str, Any]]:
    return [
        {
            "path": fault.path,
            "error": {
                "type": "BlueprintInvalid",
                "message": fault.message,
                "hint": fault.hint,
            },
        }
        for fault in registry.faults
    ]


def _say_replaced(here: Terminal, entry: "Entry") -> None:
    if entry.replaces:
        here.note(f"Your file {entry.path} replaces the shipped blueprint of {entry.blueprint.id}.")


def _statuses(given: list[str] | None) -> list[str]:
    from typing import get_args

    from ingest.errors import InputError
    from tutor.blueprint import Status
    from tutor.blueprint_file import near

    known = get_args(Status)
    for status in given or ():
        if status not in known:
            raise InputError(
                f"There is no status {status!r}.",
                hint=near(status, known) or f"Statuses: {', '.join(known)}.",
            )
    return given or []


def _today() -> "date":
    return datetime.now(UTC).date()
