"""Files of blueprints: what is read, and what is refused with file, line, field and remedy."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tutor import blueprint_file
from tutor.blueprint import Blueprint
from tutor.blueprint_file import MAX_BYTES, parse, read_blueprint
from tutor.errors import BlueprintInvalid

HEAD = """id: my-exam
vendor: mine
title: My exam
status: active
as_of: 2026-11
confidence: B
sources: [{title: A page, tier: secondary}]
"""


def refusal(text: str) -> BlueprintInvalid:
    with pytest.raises(BlueprintInvalid) as raised:
        parse(text, "my.yaml")
    assert raised.value.message.startswith("my.yaml")
    assert raised.value.hint
    return raised.value


def weights(*given: object) -> str:
    lines = [f'  - {{id: "{n}", title: T, {each}}}' for n, each in enumerate(given, 1)]
    return HEAD + "domains:\n" + "\n".join(lines) + "\n"


def test_a_blueprint_of_nothing_but_its_head_is_enough() -> None:
    found = parse(HEAD, "my.yaml")
    assert (found.id, found.status, found.price, found.domains) == ("my-exam", "active", None, ())


def test_text_stays_as_it_was_written() -> None:
    text = HEAD.replace("My exam", "no") + 'since: 2024\ncodes: [1.10, 010, 12:30, "~"]\n'
    found = parse(text, "my.yaml")
    assert (found.title, found.since) == ("no", "2024")
    assert found.codes == ("1.10", "010", "12:30", "~")


def test_a_task_id_is_no_number() -> None:
    text = HEAD + "domains: [{id: 1, title: T, weight: 100, tasks: [{id: 1.10, title: U}]}]"
    assert parse(text, "my.yaml").domains[0].tasks[0].id == "1.10"


def test_numbers_may_have_the_digits_of_any_script() -> None:
    text = HEAD + "minutes: ٩٠\nquestions: {total: ６５}\nprice: {amount: ١٥٠٫٥, currency: SAR}\n"
    found = parse(text, "my.yaml")
    assert found.minutes == 90
    assert found.questions is not None
    assert found.questions.total == 65
    assert str(found.price) == "150.50 SAR"


def test_titles_may_be_in_any_language() -> None:
    text = HEAD.replace("My exam", '"شهادة C#: 机器学习 & <b>"')
    assert parse(text, "my.yaml").title == "شهادة C#: 机器学习 & <b>"


def test_what_is_left_empty_is_absent() -> None:
    assert parse(HEAD + "minutes:\nprice: ~\nlevel: null\n", "my.yaml") == parse(HEAD, "my.yaml")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("weight: 40", "weight: 70"), "weights that sum to 110, not 100"),
        (("weight: 33.3", "weight: 33.3"), "weights that sum to 66.6, not 100"),
        (("weight_min: 60, weight_max: 70", "weight_min: 50, weight_max: 60"), "sum to 110: more"),
        (("weight_min: 10, weight_max: 20", "weight_min: 30, weight_max: 40"), "sum to 60: they"),
        (("weight: 50", "weight_min: 40, weight_max: 60"), "mixes weights, ranges"),
        (("weight: 50", "tasks: []"), "mixes weights, ranges"),
        (("weight: 0", "weight: 100"), "has a weight of 0"),
        (("weight_min: 40", "weight: 60"), "half a range"),
        (("weight_min: 60, weight_max: 40", "weight: 60"), "weight_min 60 above weight_max 40"),
        (("weight: -5", "weight: 105"), "is refused"),
        (("weight: nan", "weight: 100"), "is refused"),
        (("weight: 20%", "weight: 80%"), "is no number: '20%'"),
    ],
)
def test_weights_that_make_no_exam_are_refused_with_their_sum(
    given: tuple[str, ...], said: str
) -> None:
    assert said in refusal(weights(*given)).message


def test_weights_may_be_rounded_and_ranges_need_not_sum_to_a_hundred() -> None:
    parse(weights("weight: 33.3", "weight: 33.3", "weight: 33.3"), "my.yaml")
    ranges = ("weight_min: 20, weight_max: 25", "weight_min: 70, weight_max: 80")
    parse(weights(*ranges), "my.yaml")


@pytest.mark.parametrize(
    ("line", "said", "remedy"),
    [
        ("minuts: 90", "line 8: minuts is no field", "Did you mean minutes?"),
        ("questions: {totl: 65}", "line 8: questions.totl is no field", "Did you mean total?"),
        ("formats: {multiple_choise: {}}", "cannot be 'multiple_choise'", "multiple_choice?"),
        ("formats: {lab: {nots: x}}", "formats.lab.nots is no field", "Did you mean note?"),
        ("minutes: ninety", "minutes is no whole number: 'ninety'", "Write digits alone"),
        ("minutes: 90.5", "minutes is no whole number", "Write digits alone"),
        ("minutes: 0", "minutes is refused: input should be greater", "Correct it."),
        ("expires: never", "expires is neither true nor false", "Write true or false."),
        ("codes: MLA", "codes is no list: 'MLA'", "Write a list"),
        ("pass_mark: 720", "pass_mark is no group of fields", "indented"),
        ("retired_on: soon", "retired_on is no date: 'soon'", "2026-03-31"),
        ("since: 2026-02-30", "since is no date", "2026-03"),
        ("level: asociate", "level cannot be 'asociate'", "Did you mean associate?"),
        ("retired_on: 2026-01", "status is active, but retired_on is given", "retiring"),
        ("successor: my-exam", "successor is the exam itself", "another exam"),
        ("successor: My Exam", "successor cannot be 'My Exam'", "form"),
        ("price: {amount: 150 USD, currency: USD}", "price.amount is no amount", "currency"),
        ("price: {amount: 150, currency: dollars}", "price.currency cannot be", "[A-Z]{3}"),
        ("price: {amount: 1e400, currency: USD}", "price.amount is refused", "Correct it."),
        ("price: {amount: 150}", "price.currency is missing", "Add it"),
        ("questions: {total: 50, scored: 65}", "has 65 scored of 50", "lower it"),
        ("questions: {min: 60, max: 50}", "has min 60 above max 50", "Exchange"),
        ("questions: {min: 60}", "gives half a range", "min and max"),
        ("questions: {}", "questions says nothing", "Give total"),
        ("pass_mark: {published: false, cut: 700}", "said not to be published", "Drop one"),
        ("pass_mark: {cut: 1700, scale_max: 1000}", "cut 1700 off the scale", "Correct"),
        ("confidence_of: {price: C}", "names 'price', which", "Name a field"),
        ("expires: false\nvalidity_months: 36", "expires is false and", "Keep one"),
        ("domains: [{id: 1, title: A}, {id: 1, title: B}]", "the id 1 twice", "its own"),
        ("1: one", "line 8: 1 is no field", "Known are: id"),
    ],
)
def test_a_fault_names_line_field_and_remedy(line: str, said: str, remedy: str) -> None:
    error = refusal(HEAD + line)
    assert said in error.message
    assert remedy in error.hint


def test_the_line_named_is_the_line_of_the_fault() -> None:
    text = weights("weight: 50", "weight: 50, wieght: 3")
    error = refusal(text)
    assert "my.yaml, line 10: domains[2].wieght is no field." in error.message
    assert "Did you mean weight?" in error.hint


def test_other_faults_of_the_file_are_told_with_the_first() -> None:
    error = refusal(HEAD.replace("title: My exam\n", "") + "minuts: 9\nprize: 3\n")
    assert "title is missing" in error.message
    assert "Also: line 7: minuts is no field; line 8: prize is no field." in error.hint


@pytest.mark.parametrize("text", ["", " \n", "# only a comment\n", "---\n"])
def test_an_empty_file_holds_no_blueprint(text: str) -> None:
    error = refusal(text)
    assert "no blueprint" in error.message or "not one group" in error.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("just words", "is not one group of fields"),
        ("- a\n- b", "is not one group of fields"),
        (HEAD + "---\n" + HEAD, "is not one group of fields"),
        ("a: [1, 2", "is not YAML: line 2"),
        ("a:\n\t- b", "is not YAML: line 2"),
        ("a: \x07", "a character that no text has"),
        (HEAD + "id: other", "line 8 gives 'id' a second time"),
        ("? [a]\n: b", "line 1 has a list or a group for a name"),
        ("title: !!python/object/apply:os.system [ls]", "line 1 has a tag"),
        ('title: !!binary "QQ=="', "line 1 has a tag"),
        ("%YAML 9.9\n---\na: 1", "is not YAML"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(text: str, said: str) -> None:
    assert said in refusal(text).message


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for here, before in zip("bcdefghij", "abcdefghi"):
        bomb += f"{here}: &{here} [{', '.join([f'*{before}'] * 10)}]\n"
    start = time.perf_counter()
    assert "line 1 has an anchor or an alias" in refusal(bomb).message
    assert time.perf_counter() - start < 1


def test_a_circle_of_aliases_is_refused() -> None:
    assert "line 1 has an anchor" in refusal("&a [*a]").message
    assert "line 2 has an anchor" in refusal("a: 1\nb: *c").message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_and_does_not_end_the_process(opening: str) -> None:
    # yaml.safe_load(50000 * "[") is a segmentation fault.
    refusal(opening * (MAX_BYTES // len(opening)))


@given(st.text(alphabet='abi: -[]{},"\n&*!?|>#%\t', max_size=60))
def test_no_text_brings_another_error(text: str) -> None:
    with suppress(BlueprintInvalid):
        parse(text, "my.yaml")


def test_reading_without_libyaml_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with_libyaml = parse(weights("weight: 40", "weight: 60"), "my.yaml")
    monkeypatch.setattr(blueprint_file, "_LOADER", yaml.BaseLoader)
    assert parse(weights("weight: 40", "weight: 60"), "my.yaml") == with_libyaml
    assert "nested too deeply" in refusal("[" * 10_000).message


def test_a_file_too_large_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text(HEAD + "# " + "x" * MAX_BYTES)
    with pytest.raises(BlueprintInvalid, match="has more than 128 KB"):
        read_blueprint(path)


def test_a_byte_order_mark_and_dos_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "dos.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())
    assert read_blueprint(path) == parse(HEAD, "")


def test_another_encoding_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "gbk.yaml"
    path.write_bytes(HEAD.replace("My exam", "机器学习").encode("gbk"))
    with pytest.raises(BlueprintInvalid, match="is not UTF-8") as raised:
        read_blueprint(path)
    assert raised.value.hint == "Save it as UTF-8 text."


def test_a_folder_or_a_pipe_is_no_blueprint(tmp_path: Path) -> None:
    import os

    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("folder.yaml", "pipe.yaml", "gone.yaml"):
        with pytest.raises(BlueprintInvalid, match="is no file"):
            read_blueprint(tmp_path / name)


def test_a_blueprint_survives_the_way_through_json() -> None:
    found = parse(weights("weight: 40", "weight: 60") + "price: {amount: 9.5, currency: USD}", "x")
    assert Blueprint.model_validate_json(found.model_dump_json()) == found
