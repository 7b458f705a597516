"""The name on the command line → a suite.

gold                    a set that comes with Hikma
gold:report             one half of it (tune, report)
questions.csv           a file of the user's: .jsonl, .csv, .tsv, .json in SQuAD's form
arcd, xquad, abstention a set of the data folder; xquad is one set in en, zh and ar
xquad:en-zh             its questions in one language over paragraphs in another
"""

import difflib
from itertools import permutations
from pathlib import Path

from evals.dataset import first_object, read_dataset, shipped
from evals.items.cases import is_items, read_items
from evals.loaders.paragraphs import CONTEXTS, QUESTIONS, sets
from evals.loaders.parallel import paired
from evals.loaders.sample import half, named_half
from evals.loaders.scoped import scoped
from evals.loaders.squad import squad
from evals.loaders.suite import Suite
from evals.loaders.table import table
from ingest.errors import InputError, NoSuchPath
from ingest.languages import canonical

LANGUAGES = ("en", "zh", "ar")
"""Of one mixed index, where a set is there in these and more."""
ABSTENTION = "abstention"


def load_suite(name: str, folder: Path | None = None) -> Suite:
    """The suite that `name` means; sets other than Hikma's own are looked for in `folder`.

    Raises `NoSuchPath` with the names that are known, and `InputError`.
    """
    whole, split = named_half(name)
    if split:
        return half(load_suite(whole, folder), split)
    if is_items(name):
        return read_items(name)[0]
    if name in shipped():
        return Suite(name=name, dataset=read_dataset(name))
    found = _from_folder(name, folder) if folder is not None else None
    return found or _from_file(name, folder)


def suites(folder: Path | None = None) -> tuple[str, ...]:
    """The names that `load_suite` knows: Hikma's own, then those of `folder`.

    Raises `NoSuchPath` where there is no such folder.
    """
    names = list(shipped())
    if folder is None:
        return tuple(names)
    if not folder.is_dir():
        raise NoSuchPath(f"There is no folder {folder}.", hint="Name the folder of the data sets.")
    for family, members in _families(folder).items():
        ours = [code for code in LANGUAGES if code in members]
        names += [family, *(f"{family}:{a}-{b}" for a, b in permutations(ours, 2))]
    names += sets(folder)
    if (folder / f"{ABSTENTION}.jsonl").is_file():
        names.append(ABSTENTION)
    return tuple(dict.fromkeys(names))


def _families(folder: Path) -> dict[str, dict[str, str]]:
    """Sets that are there in two languages or more: `xquad` → {en: xquad_en, …}."""
    found: dict[str, dict[str, str]] = {}
    for name in sets(folder):
        family, _, code = name.rpartition("_")
        if family and canonical(code):
            found.setdefault(family, {})[code] = name
    return {family: members for family, members in found.items() if len(members) > 1}


def _from_folder(name: str, folder: Path) -> Suite | None:
    known, families = suites(folder), _families(folder)
    family, _, direction = name.partition(":")
    if family in families:
        return _of_family(name, direction, families[family], folder)
    if name == ABSTENTION and name in known:
        return scoped(folder / f"{name}.jsonl", name)
    begun = [each for each in sets(folder) if each == name or each.startswith(f"{name}_")]
    return paired(folder, begun, name) if len(begun) == 1 else None


def _of_family(name: str, direction: str, members: dict[str, str], folder: Path) -> Suite:
    if not direction:
        codes = [code for code in LANGUAGES if code in members] or sorted(members)
        return paired(folder, [members[code] for code in codes], name)
    asked, _, passages = direction.partition("-")
    if asked not in members or passages not in members:
        raise InputError(
            f"There is no direction {direction!r} in {name.partition(':')[0]}.",
            hint=f"Write QUESTIONS-PASSAGES, two of: {', '.join(sorted(members))}.",
        )
    return paired(folder, [members[asked]], name, [members[passages]])


def _from_file(name: str, folder: Path | None) -> Suite:
    path = Path(name)
    kind = path.suffix.lower()
    if not path.exists() and not kind:
        raise _unknown(name, folder)
    if kind in (".csv", ".tsv"):
        return Suite(name=name, dataset=table(path))
    if kind == ".json":
        return squad(path, name)
    source = path.name.removesuffix(QUESTIONS)
    if path.name.endswith(QUESTIONS) and (path.parent / f"{source}{CONTEXTS}").is_file():
        return paired(path.parent, [source], name)
    if "context_ids" in first_object(path):
        return scoped(path, name)
    return Suite(name=name, dataset=read_dataset(name))


def _unknown(name: str, folder: Path | None) -> NoSuchPath:
    known = suites(folder)
    near = difflib.get_close_matches(name, known, n=1)
    known_ones = f"Known: {', '.join(known)}; or name a file (.jsonl, .csv, .json)."
    return NoSuchPath(
        f"There is no set {name!r}" + (f" in {folder}." if folder else "."),
        hint=(f"Did you mean {near[0]}? " if near else "") + known_ones,
    )
