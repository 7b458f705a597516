"""Which documents an exam asks for: by meaning and words, in any language."""

from pathlib import Path

import pytest

from tests.builders import fake_index
from tutor import exam_documents
from tutor.blueprint import Blueprint, Domain, Task
from tutor.blueprints import shipped
from tutor.exam_documents import exam_documents as documents_of
from tutor.exam_documents import tasks

FILES = {
    "drift.md": "# Drift\n\nModel monitoring finds data drift in production.\n",
    "漂移.md": "# 漂移\n\n模型监控 发现 数据漂移。\n",
    "bread.md": "# Bread\n\nFlour, water and salt make a loaf.\n",
    "bake.md": "# Baking\n\nA loaf is baked for forty minutes.\n",
}


def blueprint(*domains: Domain, id: str = "x-exam") -> Blueprint:
    known = shipped()["aws-mla-c01"].blueprint
    return known.model_copy(update={"id": id, "title": "Baking a loaf", "domains": domains})


DRIFT = Task(id="1.1", title="Model monitoring and data drift 数据漂移")
MONITORING = Domain(id="1", title="Monitoring", tasks=(DRIFT,))


def titles(index: object, ids: tuple[str, ...]) -> set[str]:
    named = index.titles_and_paths(ids)  # type: ignore[attr-defined]
    return {Path(path).stem for _, path in named.values()}


def test_only_documents_near_to_a_task_are_the_exams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exam_documents, "EACH", 2)
    index = fake_index(tmp_path, FILES)
    found = documents_of(blueprint(MONITORING), index)
    assert "drift" in titles(index, found)
    assert not {"bread", "bake"} & titles(index, found)


def test_the_tasks_are_embedded_once_until_the_library_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = fake_index(tmp_path, FILES)
    first = documents_of(blueprint(MONITORING), index)
    monkeypatch.setattr(exam_documents, "retrieve", lambda *_, **__: pytest.fail("asked again"))
    assert documents_of(blueprint(MONITORING), index) == first


def test_another_exam_has_documents_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exam_documents, "EACH", 1)
    index = fake_index(tmp_path, FILES)
    baking = Domain(id="1", title="A loaf is baked for forty minutes")
    assert titles(index, documents_of(blueprint(baking, id="y-exam"), index)) == {"bake"}


def test_an_exam_asks_for_its_tasks_or_else_its_domains_or_else_itself() -> None:
    bare = Domain(id="2", title="Security")
    assert tasks(blueprint(MONITORING, bare)) == [
        "Monitoring: Model monitoring and data drift 数据漂移",
        "Security",
    ]
    assert tasks(blueprint()) == ["Baking a loaf"]
