"""The house rules that a program can check."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ingest", "tutor", "evals", "app")


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_readmes_map_names_every_room_and_nothing_else() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    drawn = readme.split("## The map")[1].split("\n## ")[0]
    for package in ("ingest", "tutor"):
        block = drawn.split(f"    {package}/")[1].split(
            "\n    " + PACKAGES[PACKAGES.index(package) + 1]
        )[0]
        words = re.split(r"[\s(),;:]+", block)
        named = {word for word in words if word.endswith((".py", "/"))}
        modules = {path.name for path in (ROOT / package).glob("*.py")} - {"__init__.py"}
        assert modules <= named, f"not on the map: {modules - named}"
        for name in named:
            assert any((ROOT / package).rglob(name)), f"{package}/{name} is on the map only"
    for top in ("corpus", "ingest", "tutor", "evals", "app", "tests"):
        assert f"    {top}/" in drawn
        assert (ROOT / top).is_dir()
    for command in ("make demo", "make test", "make check", "make lock"):
        assert command in readme
        assert f"\n{command.split()[1]}:" in (ROOT / "Makefile").read_text("utf-8")


def test_the_top_level_holds_what_was_agreed() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout")
    folders = {Path(name).parts[0] for name in tracked if len(Path(name).parts) > 1}
    allowed = {"ingest", "tutor", "app", "corpus", "evals", "tests"}
    assert {name for name in folders if not name.startswith(".")} == allowed


@pytest.mark.parametrize("package", PACKAGES)
def test_an_init_file_imports_no_reader_at_question_time(package: str) -> None:
    for path in (ROOT / package).rglob("__init__.py"):
        tree = ast.parse(path.read_text("utf-8"))
        imported = [
            node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import)
        ]
        heavy = [ast.unparse(node) for node in imported if "documents" not in ast.unparse(node)]
        assert not heavy, f"{path}: {heavy}"


def test_every_package_is_installed() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = set(config["tool"]["setuptools"]["packages"])
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
    }
    assert found == listed


def test_the_gold_questions_rest_on_words_that_are_in_the_corpus() -> None:
    import json

    from ingest.files import load
    from ingest.read import read
    from ingest.settings import IngestSettings

    texts: dict[str, str] = {}
    lines = (ROOT / "evals/datasets/corpus.jsonl").read_text("utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    assert len(cases) == 36
    for case in cases:
        assert bool(case["evidence"]) == case["answerable"], case["id"]
        for evidence in case["evidence"]:
            path = ROOT / "corpus" / evidence["path"]
            if evidence["path"] not in texts:
                data = load(path, IngestSettings())
                texts[evidence["path"]] = read(path, data, IngestSettings()).text
            assert evidence["quote"] in texts[evidence["path"]], case["id"]
