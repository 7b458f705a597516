"""By what a task is looked for, and which passages speak of it."""

from pathlib import Path
from typing import Any

import pytest

from ingest.errors import InputError
from tests.builders import fake_index
from tests.tutor.mock.sitting import blueprint
from tutor.blueprint import Blueprint
from tutor.blueprints import shipped
from tutor.exam_topics import Place, domain_named, passages_on, places

FILES = {
    "en.md": "# Storage\n\n## Snapshots\n\nA snapshot of a volume is kept for 35 days.\n\n"
    "## Billing\n\nInvoices are sent once a month by mail.\n",
    "zh.md": "# 安全\n\n密钥由托管服务每年轮换一次，不需要人工操作。\n",
    "ar.md": "# التكلفة\n\nتُحسب التكلفة بالساعة وتُرسل الفاتورة كل شهر إلى صاحب الحساب.\n",
}


def place(*topics: str, **changed: Any) -> Place:
    fields: dict[str, Any] = {"exam": "e", "domain": "1", "task": None, "title": "t"}
    return Place(**(fields | changed | {"topics": topics}))


def test_every_task_is_a_place_and_so_is_a_domain_without_any() -> None:
    found = places(blueprint())
    assert [(p.domain, p.task, p.title) for p in found] == [
        ("1", "1.1", "Objects"),
        ("1", "1.2", "Blocks"),
        ("2", None, "安全"),
        ("3", None, "التكلفة"),
    ]
    assert {p.exam for p in found} == {"acme-one"}


@pytest.mark.parametrize(
    ("title", "topics"),
    [
        ("Performance, availability, and scalability",
         ("Performance", "availability", "and scalability")),
        ("性能、可用性，可扩展性；容错", ("性能", "可用性", "可扩展性", "容错")),
        ("الأداء، التوفر؛ قابلية التوسع", ("الأداء", "التوفر", "قابلية التوسع")),
        ("Use C#, c# , —", ("Use C#", "c#")),
        ("Data: lakes & warehouses", ("Data: lakes & warehouses",)),
    ],
)  # fmt: skip
def test_a_list_in_a_title_is_looked_for_thing_by_thing(
    title: str, topics: tuple[str, ...]
) -> None:
    domains = [{"id": "1", "title": title, "weight": 100}]
    (found,) = places(blueprint(domains=domains))
    assert found.topics == topics


def test_bullets_are_looked_for_too_and_none_twice() -> None:
    tasks = [{"id": "1.1", "title": "Snapshots", "bullets": ["snapshots", "Lifecycle rules"]}]
    domains = [{"id": "1", "title": "Storage", "weight": 100, "tasks": tasks}]
    (found,) = places(blueprint(domains=domains))
    assert [topic.lower() for topic in found.topics] == ["snapshots", "lifecycle rules"]


def test_every_shipped_exam_with_domains_has_places_that_can_be_searched_for() -> None:
    for entry in shipped().values():
        for each in places(entry.blueprint):
            assert each.topics, (entry.blueprint.id, each.title)


def test_passages_are_those_that_speak_of_it_in_every_language(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    said = {topic: passages_on(place(topic), index) for topic in ("Snapshots", "安全", "التكلفة")}
    assert ["35 days" in found.text for found in said["Snapshots"]] == [True]
    assert ["密钥" in found.text for found in said["安全"]] == [True]
    assert ["بالساعة" in found.text for found in said["التكلفة"]] == [True]
    index.close()


def test_what_no_document_speaks_of_has_no_passages_however_near_the_nearest_are(
    tmp_path: Path,
) -> None:
    index = fake_index(tmp_path, FILES)
    for topic in ("Hyperparameter optimization", "超参数优化", "ضبط المعاملات الفائقة"):
        assert passages_on(place(topic), index) == ()
    index.close()


def test_a_passage_that_speaks_of_two_topics_counts_once(tmp_path: Path) -> None:
    index = fake_index(tmp_path, FILES)
    both = passages_on(place("Snapshots", "volume"), index)
    assert len(both) == len({(p.document, p.start) for p in both}) == 1
    index.close()


@pytest.mark.parametrize("said", ["2", "٢", "２", "安全", " 安全 "])
def test_a_domain_is_found_by_number_or_title_in_any_digits(said: str) -> None:
    assert domain_named(blueprint(), said).id == "2"


def test_a_domain_is_found_by_the_beginning_of_one_title_only() -> None:
    assert domain_named(blueprint(), "stor").id == "1"
    mla: Blueprint = shipped()["aws-mla-c01"].blueprint
    with pytest.raises(InputError) as caught:
        domain_named(mla, "ML")  # two titles begin so
    assert "ML Model Development" in caught.value.hint


@pytest.mark.parametrize("said", ["9", "", "  ", "Storag3", "的"])
def test_an_unknown_domain_names_those_that_there_are(said: str) -> None:
    with pytest.raises(InputError) as caught:
        domain_named(blueprint(), said)
    assert "2 安全" in caught.value.hint
