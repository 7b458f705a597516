"""Which certificate fits: ranked, with reasons, from the registry alone."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.errors import InputError
from tests.tutor.test_blueprint_file import HEAD
from tutor.blueprint import Entry, Registry
from tutor.blueprint_file import parse
from tutor.blueprints import load_registry, shipped
from tutor.exam_terms import Money
from tutor.paths import Paths, Suggestion, Wanted, choose_paths
from tutor.roles import fit, roles, understood, usual_years

TODAY = date(2026, 11, 21)
USD = "USD"


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return load_registry(tmp_path)


def chosen(
    registry: Registry, rates: Mapping[tuple[str, str], Decimal] | None = None, **said: object
) -> Paths:
    return choose_paths(Wanted.model_validate(said), registry, rates or {}, TODAY)


def ids(found: Paths) -> list[str]:
    return [each.exam for each in found.suggestions]


def of(found: Paths, exam: str) -> Suggestion:
    return next(each for each in found.suggestions if each.exam == exam)


def dollars(amount: int) -> Money:
    return Money(amount=Decimal(amount), currency=USD)


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("ML engineer", "ml-engineer"),
        ("senior machine learning engineer", "ml-engineer"),
        ("ml-engineer", "ml-engineer"),
        ("高级机器学习工程师", "ml-engineer"),
        ("مهندس تعلّم الآلة", "ml-engineer"),
        ("أريد أن أصبح عالم بيانات", "data-scientist"),
        ("数据工程师", "data-engineer"),
        ("ＡＩ　engineer", "ai-engineer"),
        ("solutions architect", "architect"),
        ("产品经理", "business"),
        ("software engineer", "developer"),
        ("florist", None),
        ("", None),
    ],
)
def test_a_role_is_understood_in_several_languages(said: str, role: str | None) -> None:
    assert understood(said).id == role


def test_every_role_finds_an_exam_that_can_be_taken(registry: Registry) -> None:
    for role in roles():
        assert ids(chosen(registry, role=role["id"])), role["id"]


def test_roles_have_names_in_three_languages() -> None:
    for role in roles():
        names = "".join(role["names"])
        assert any("a" <= char <= "z" for char in names), role["id"]
        assert any("一" <= char <= "鿿" for char in names), role["id"]
        assert any("ء" <= char <= "ي" for char in names), role["id"]


def test_a_retired_exam_is_never_suggested_but_leads_to_its_successor(registry: Registry) -> None:
    found = chosen(registry, role="data scientist")
    assert "azure-dp-100" not in ids(found)
    heir = of(found, "azure-ai-300")
    assert heir.instead_of == ("azure-dp-100",)
    (why,) = [reason for reason in heir.reasons if "azure-dp-100" in reason]
    assert why.startswith("takes the place of azure-dp-100, retired (2026-06-01), with “data sci")
    assert "its price is not in the registry" in heir.cautions
    assert "its status is unknown" in heir.cautions


def test_a_closed_exam_without_a_successor_is_said_to_be_over(registry: Registry) -> None:
    found = chosen(registry, role="TensorFlow")
    assert ids(found) == []
    assert found.closed == ("tensorflow-developer",)


def test_before_its_last_day_a_retired_exam_stands_for_itself(registry: Registry) -> None:
    found = choose_paths(Wanted(role="ml-engineer"), registry, {}, date(2026, 3, 31))
    assert "aws-mls-c01" in ids(found)


def test_experience_decides_among_exams_for_the_role(registry: Registry) -> None:
    def first(years: float) -> str:
        return ids(chosen(registry, role="ML engineer", years=years, vendor=None))[0]

    assert first(0) == "aws-aif-c01"
    assert first(2) == "aws-mla-c02"
    assert first(5) == "gcp-pmle"


def test_what_is_above_the_learners_experience_comes_later_and_says_so(
    registry: Registry,
) -> None:
    found = chosen(registry, role="ML engineer", years=0)
    above = [each.above_experience for each in found.suggestions]
    assert above == sorted(above)
    (caution, languages) = of(found, "aws-mla-c01").cautions
    assert caution == "associate level; Hikma's rule of thumb: from 1 year(s)"
    assert languages == "it can be taken in these languages only: ja, ko, zh-Hans"


def test_an_exam_in_few_languages_and_a_beta_are_said_to_be_so(registry: Registry) -> None:
    found = chosen(registry, role="ML engineer", years=2)
    old, new = of(found, "aws-mla-c01"), of(found, "aws-mla-c02")
    assert (old.languages, new.languages) == (("ja", "ko", "zh-Hans"), ("en",))
    assert "its status is beta" in new.cautions
    # Nobody has checked in which others the Practitioner exam is given.
    assert of(found, "aws-aif-c01").languages == ()


def test_what_the_vendor_recommends_counts_before_the_rule_of_thumb(registry: Registry) -> None:
    text = HEAD.replace("My exam", "Machine learning for florists")
    own = parse(text + "level: practitioner\nexperience_years: 4\n", "x")
    mine = Registry(entries=(*registry.entries, Entry(blueprint=own, path="x", own=True)))
    found = of(chosen(mine, role="ML engineer", years=2), "my-exam")
    assert found.above_experience
    assert "the vendor recommends 4 year(s) of experience" in found.cautions


def test_over_the_budget_comes_last_and_an_unknown_price_is_not_called_cheap(
    registry: Registry,
) -> None:
    found = chosen(registry, role="ML engineer", years=5, budget=dollars(150))
    assert ids(found)[-1] == "gcp-pmle"
    assert "200 USD a sitting, over 150 USD" in found.suggestions[-1].cautions
    assert of(found, "aws-mla-c01").within_budget is True
    assert of(found, "azure-ai-300").within_budget is None


def test_a_budget_in_another_currency_needs_the_learners_rate(registry: Registry) -> None:
    budget = Money(amount=Decimal(700), currency="CNY")
    without = of(chosen(registry, role="architect", budget=budget), "aws-saa-c03")
    assert without.within_budget is None
    assert any("no rate to CNY was given" in reason for reason in without.reasons)
    # 150 USD at 7.1 are 1,065 CNY
    rates = {(USD, "CNY"): Decimal("7.1")}
    with_rate = of(chosen(registry, rates, role="architect", budget=budget), "aws-saa-c03")
    assert with_rate.within_budget is False


def test_the_vendors_track_is_told(registry: Registry) -> None:
    found = of(chosen(registry, role="AI engineer"), "aws-aif-c01")
    assert found.next == "aws-mla-c01"
    assert "the vendor's track goes on to aws-mla-c01" in found.reasons


def test_shares_are_those_of_the_domains_named(registry: Registry) -> None:
    """AIF-C01 for an ML engineer: Fundamentals of AI and ML 20, Foundation Models 28, and
    Responsible AI 14, a task of which is about models."""
    blueprint = shipped()["aws-aif-c01"].blueprint
    match = fit(blueprint, understood("ML engineer"))
    assert match.share == pytest.approx(0.62)
    assert match.domains == (
        "Fundamentals of AI and ML",
        "Applications of Foundation Models",
        "Guidelines for Responsible AI",
    )


def test_words_are_whole_words(registry: Registry) -> None:
    """“ML” is in HTML and “AI” in Azure's AI-900 is a word, in “maintain” none."""
    text = HEAD.replace("My exam", "HTML maintainer")
    assert not fit(parse(text, "x"), understood("ML engineer")).fits
    assert not fit(parse(text, "x"), understood("AI engineer")).fits


def test_without_a_role_all_that_can_be_taken_are_ranked_by_the_rest(registry: Registry) -> None:
    found = chosen(registry, years=0, budget=dollars(100))
    assert "aws-mls-c01" not in ids(found)
    assert set(ids(found)[:3]) <= {"aws-aif-c01", "aws-clf-c02", "azure-dp-900", "azure-ai-901"}


def test_a_vendor_narrows_and_an_unknown_one_is_refused(registry: Registry) -> None:
    assert ids(chosen(registry, role="ML engineer", vendor="gcp")) == ["gcp-pmle"]
    with pytest.raises(InputError) as raised:
        chosen(registry, vendor="gpc")
    assert raised.value.hint == "Did you mean gcp?"


def test_a_role_that_no_exam_is_about_is_refused_with_those_that_there_are(
    registry: Registry,
) -> None:
    with pytest.raises(InputError) as raised:
        chosen(registry, role="florist")
    assert "Roles: ml-engineer, data-scientist" in raised.value.hint


def test_a_role_may_be_any_words_of_a_blueprint(registry: Registry) -> None:
    found = chosen(registry, role="pandas")
    assert ids(found) == ["databricks-spark-developer"]
    assert found.role is None
    assert found.suggestions[0].share == 0.05


@pytest.mark.parametrize("role", ["(", ".*", "[a", "\\", "a|b", "؟", "💐" * 50])
def test_marks_of_patterns_are_only_marks(registry: Registry, role: str) -> None:
    with pytest.raises(InputError):
        chosen(registry, role=role)


def test_the_order_of_the_registry_does_not_matter(registry: Registry) -> None:
    back = Registry(entries=tuple(reversed(registry.entries)))
    for role in ("ML engineer", "developer", ""):
        assert ids(chosen(registry, role=role, years=1)) == ids(chosen(back, role=role, years=1))


def test_every_level_has_its_years() -> None:
    levels = {entry.blueprint.level for entry in shipped().values()} - {None}
    assert {usual_years(level) for level in levels} == {0, 1, 3}
    assert usual_years(None) is None
