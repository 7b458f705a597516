"""Self-assessments: complete in three languages, and what a "no" leads to."""

import pytest
import regex

from ingest.errors import InputError
from tutor.checklists import checklists, topic_in, weak_topics
from tutor.glossary import shipped
from tutor.progress import said_in

LANGUAGES = {"en", "zh-Hans", "ar"}
SCRIPTS = {"zh-Hans": regex.compile(r"\p{Han}"), "ar": regex.compile(r"\p{Arabic}")}
POINTS = [(c.id, p) for c in checklists().values() for p in c.points]


def test_there_are_three_of_ten_points() -> None:
    assert {c.id: len(c.points) for c in checklists().values()} == {
        "mlops": 10,
        "cost": 10,
        "security": 10,
    }


@pytest.mark.parametrize(
    "texts", [p.text for _, p in POINTS] + [c.title for c in checklists().values()]
)
def test_every_text_is_there_in_each_language_and_its_script(texts: dict[str, str]) -> None:
    assert set(texts) == LANGUAGES
    for language, script in SCRIPTS.items():
        assert script.search(texts[language])
    assert not SCRIPTS["ar"].search(texts["zh-Hans"])


def test_every_topic_is_a_glossary_entry_so_that_it_has_a_name_in_each_language() -> None:
    usual = {entry.forms["en"][0] for entry in shipped().entries if entry.forms.get("en")}
    named = {topic for _, point in POINTS for topic in point.topics}
    assert named <= usual, named - usual
    assert all(point.topics for _, point in POINTS)
    for checklist in checklists().values():
        ids = [point.id for point in checklist.points]
        assert len(set(ids)) == len(ids)


def test_the_weakest_topics_come_first() -> None:
    found = weak_topics(
        {
            "mlops": {"alarms": "no", "drift": "yes"},
            "cost": {"budget": "partly"},
            "security": {"audit": "yes"},
        }
    )
    # alarm: "no" in mlops, "partly" in cost, so (1 + 0.5) / 2; logs: "no" and "yes", 0.5.
    assert [(t.topic, t.weakness) for t in found] == [
        ("monitoring", 1.0),
        ("alarm", 0.75),
        ("billing", 0.5),
        ("budget", 0.5),
        ("logs", 0.5),
    ]
    assert found[1].points == ("mlops/alarms", "cost/budget")
    assert found[4].points == ("mlops/alarms",)


def test_nothing_said_is_nothing_weak() -> None:
    assert weak_topics({}) == ()
    assert weak_topics({"cost": {}}) == ()
    assert weak_topics({"cost": {"spot": "yes"}}) == ()


@pytest.mark.parametrize(
    ("replies", "named", "remedy"),
    [
        ({"أمن": {}}, "'أمن'", "mlops, cost, security"),
        ({"cost": {"drift": "no"}}, "'drift'", "budget"),
        ({"cost": {"spot": "是"}}, "'是'", "yes, partly, no"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(
    replies: dict[str, dict[str, str]], named: str, remedy: str
) -> None:
    with pytest.raises(InputError) as told:
        weak_topics(replies)  # type: ignore[arg-type]
    assert named in told.value.message
    assert remedy in told.value.hint


def test_topics_are_named_in_the_learners_language_and_services_as_everywhere() -> None:
    assert topic_in("data drift", "zh-Hans") == "数据漂移"
    assert topic_in("data drift", "ar-EG") == "انحراف البيانات"
    assert topic_in("KMS", "ar") == "KMS"
    assert topic_in("what nobody listed", "ar") == "what nobody listed"


def test_a_language_that_is_not_there_gets_the_nearest() -> None:
    texts = checklists()["cost"].title
    assert said_in(texts, "zh-Hant") == said_in(texts, "zh") == texts["zh-Hans"]
    assert said_in(texts, "ar-MA") == texts["ar"]
    assert said_in(texts, "tlh") == texts["en"]
