"""Anki packages: ids that stay, fields that show nothing but their text, decks of others."""

import io
import json
import sqlite3
import zipfile
from typing import Any

import pytest

from ingest.errors import DamagedFile, TooLarge, UnsafeFile
from ingest.settings import IngestSettings
from tests.tutor.interchange.builders import HOSTILE, arabic, bank, item, options, read, write
from tutor.errors import UnreadableBank
from tutor.interchange import anki, anki_cards, anki_read
from tutor.interchange.banks import Bank
from tutor.quizzes import GAP

pytest.importorskip("genanki")


def database(data: bytes) -> sqlite3.Connection:
    """The collection in a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(package.read("collection.anki2"))
        return connection


def notes(*given: Any) -> list[tuple[str, list[str], list[str]]]:
    """Guid, fields and tags of the notes of items."""
    rows = database(write("anki", *given).data).execute("SELECT guid, flds, tags FROM notes")
    return [(guid, flds.split("\x1f"), tags.split()) for guid, flds, tags in rows]


def test_ids_of_note_types_and_deck_never_change() -> None:
    # Written here once more: another id in the code would put every card into Anki twice.
    assert (anki_cards.QUESTION_MODEL, anki_cards.CLOZE_MODEL) == (1_562_340_817, 1_734_905_522)
    assert anki_cards.DECK == 1_481_226_905
    for id in (1_562_340_817, 1_734_905_522, 1_481_226_905):
        assert 1 << 30 <= id < 1 << 31
    models, decks = (
        database(write("anki", item(), item("cloze", id="1" * 16)).data)
        .execute("SELECT models, decks FROM col")
        .fetchone()
    )
    assert set(json.loads(models)) == {"1562340817", "1734905522"}
    assert "1481226905" in json.loads(decks)


def test_an_edited_explanation_is_the_same_note() -> None:
    before, after = notes(item())[0], notes(item(explanation="Better said."))[0]
    assert before[0] == after[0]
    assert before[1] != after[1]
    assert notes(item(id="1" * 16))[0][0] != before[0]


def test_a_later_file_is_newer_so_that_anki_takes_its_fields() -> None:
    later = Bank(title="Vault", items=(item(),), at="2026-11-22T08:00:00Z")
    when = [
        database(data).execute("SELECT mod FROM notes").fetchone()[0]
        for data in (anki.write(bank(item())).data, anki.write(later).data)
    ]
    assert when[1] - when[0] == 24 * 60 * 60


def test_tags_hold_no_spaces_and_make_a_tree() -> None:
    ((_, _, tags),) = notes(item(domain='2 "b"\u3000c'))
    assert sorted(tags) == ["aws-mla-c01::2_b_c::2.1", "hikma", "lang::en"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_field_holds_markup_of_a_text(text: str) -> None:
    ((_, fields, _),) = notes(item(stem=text + "?", explanation=text + "."))
    for sign in ("[", "{{c", "<div>", "\\("):
        assert sign not in fields[0]
        assert sign not in fields[3]


def test_braces_and_colons_in_a_gap_end_none() -> None:
    odd = item("cloze", stem=f"a}}}}{GAP}::b{{{{c2::x}}}}", answer=("x}}::y", "z"))
    ((_, fields, _),) = notes(odd)
    assert fields[0].count("{{") == fields[0].count("}}") == 1
    assert fields[0].count("::") == 1
    assert read("anki", write("anki", odd).data).items == (odd,)


def test_templates_say_the_direction_and_arabic_notes_are_right_to_left() -> None:
    for template in (anki_cards.QUESTION_FRONT, anki_cards.CLOZE_BACK):
        assert 'dir="{{Direction}}"' in template
    ((_, fields, _),) = notes(arabic())
    assert fields[5] == "rtl"
    assert "<bdi>C#</bdi>" in fields[0]
    assert '<li class="right" dir="rtl">' in fields[1]
    assert "unicode-bidi" in anki_cards.CSS


def test_the_front_does_not_show_the_reasons() -> None:
    assert ".front .reason { display: none; }" in anki_cards.CSS


def test_nothing_of_it_is_left_in_the_temporary_folder(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    write("anki", item())
    assert list(tmp_path.iterdir()) == []


# -- what others made ---------------------------------------------------------------------


def foreign(
    notes: list[tuple[int, list[str], str]],
    models: dict[int, dict[str, Any]],
    *,
    spoil: str = "",
) -> bytes:
    """A package of schema 11 with these notes (model, fields, tags)."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE col (models TEXT)")
    connection.execute("INSERT INTO col VALUES (?)", (json.dumps(models),))
    connection.execute("CREATE TABLE notes (id INTEGER, mid INTEGER, flds TEXT, tags TEXT)")
    rows = [(n, mid, "\x1f".join(fields), tags) for n, (mid, fields, tags) in enumerate(notes)]
    connection.executemany("INSERT INTO notes VALUES (?,?,?,?)", rows)
    if spoil:
        connection.executescript(spoil)
    connection.commit()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("collection.anki2", connection.serialize())
    return out.getvalue()


def model(fields: list[str], front: str, back: str, kind: int = 0) -> dict[str, Any]:
    """A note type."""
    flds = [{"name": name, "ord": at} for at, name in enumerate(fields)]
    return {"name": "m", "type": kind, "flds": flds, "tmpls": [{"qfmt": front, "afmt": back}]}


BASIC = model(["正面", "背面", "例"], "{{正面}}", "{{FrontSide}}<hr>{{背面}}<br>{{hint:例}}")
CLOZE = model(["Text", "Extra"], "{{cloze:Text}}", "{{cloze:Text}}{{Extra}}", 1)


def test_cards_of_others_are_read_by_their_template_whatever_the_fields_are_called() -> None:
    data = foreign(
        [(1, ["什么是<b>S3</b>？", "对象&nbsp;存储<br>服务", "例"], " aws s3 ")], {1: BASIC}
    )
    (found,) = read("anki", data).items
    assert (found.kind, found.stem, found.answer) == (
        "card",
        "什么是S3？",
        ("对象 存储\n服务\n例",),
    )
    assert (found.topic, found.evidence, found.language) == ("aws, s3", (), "zh-Hans")


def test_gaps_of_others_are_a_question_each() -> None:
    text = "{{c1::S3}} stores {{c2::objects::kind}}, and {{c1::S3}} is old."
    found = read("anki", foreign([(2, [text, "more"], "")], {2: CLOZE}))
    (gap,) = found.items
    assert (gap.stem, gap.answer) == (f"S3 stores {GAP}, and S3 is old.", ("objects",))
    assert gap.explanation == "more"
    assert [(u.where, u.detail) for u in found.unread] == [
        ("note 1, gap 1", "several gaps are asked for at once")
    ]


def test_pictures_and_sounds_are_named_and_a_card_of_nothing_else_is_left_out() -> None:
    data = foreign(
        [
            (1, ["What? [sound:a.mp3]", 'This <img src="x.jpg">', ""], ""),
            (1, ['<img src="y.jpg">', "That", ""], ""),
            (1, ["Only a front", "", ""], ""),
        ],
        {1: BASIC},
    )
    found = read("anki", data)
    assert [(i.stem, i.answer) for i in found.items] == [("What?", ("This",))]
    assert [loss.what for loss in found.losses] == [
        "a sound was left out",
        "a picture was left out",
    ]
    assert [(u.where, u.detail) for u in found.unread] == [
        ("note 2", "its front holds no text"), ("note 3", "its back holds no text"),
    ]  # fmt: skip


def test_a_note_edited_in_anki_keeps_its_id_unless_the_question_was_changed() -> None:
    connection = database(write("anki", item()).data)
    (fields,) = connection.execute("SELECT flds FROM notes").fetchone()
    for old, new, same in (
        ("It says so.", "It <b>really</b> says so.<div>Twice.</div>", True),
        ("35 days</span>", "36 days</span>", False),
    ):
        connection.execute("UPDATE notes SET flds = ?", (fields.replace(old, new),))
        connection.commit()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            package.writestr("collection.anki2", connection.serialize())
        (back,) = read("anki", out.getvalue()).items
        assert (back.id == item().id) is same
        if same:
            assert back.explanation == "It really says so.\nTwice."
            assert back.evidence == item().evidence


# -- what is built to harm ----------------------------------------------------------------


@pytest.mark.parametrize(
    "spoil",
    [
        "DROP TABLE notes; CREATE VIEW notes AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT "
        "n + 1 FROM r) SELECT n AS id, 1 AS mid, 'a' AS flds, '' AS tags FROM r;",
        "CREATE TRIGGER t AFTER INSERT ON notes BEGIN SELECT 1; END;",
        "CREATE VIRTUAL TABLE v USING fts5(x);",
    ],
)
def test_a_collection_that_runs_code_is_refused(spoil: str) -> None:
    with pytest.raises(UnsafeFile):
        read("anki", foreign([], {1: BASIC}, spoil=spoil))


def test_what_is_no_collection_is_damaged_and_never_a_traceback() -> None:
    def zipped(**parts: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name, data in parts.items():
                package.writestr(name.replace("_", "."), data)
        return out.getvalue()

    good = foreign([(1, ["a", "b", "c"], "")], {1: BASIC})
    with zipfile.ZipFile(io.BytesIO(good)) as package:
        collection = package.read("collection.anki2")
    for data in (b"", b"not a database", collection[:100]):
        with pytest.raises(DamagedFile):
            read("anki", zipped(collection_anki2=data))
    for models in ("[]", '{"1": {}}', "{"):
        with pytest.raises(DamagedFile):
            read("anki", foreign([], {}, spoil=f"UPDATE col SET models = '{models}';"))
    with pytest.raises(DamagedFile):
        read("anki", zipped(collection_anki21b=b"no zstd"))
    with pytest.raises(UnreadableBank):
        read("anki", zipped(other_txt=b""))
    with pytest.raises(DamagedFile):
        read("anki", b"PK")


def test_a_note_whose_type_is_missing_is_named_and_not_left_out_in_silence() -> None:
    found = read("anki", foreign([(1, ["a", "b"], ""), (7, ["c", "d"], "")], {1: BASIC}))
    assert [each.stem for each in found.items] == ["a"]
    (unread,) = found.unread
    assert (unread.where, unread.detail) == ("note 2", "its note type is not in the package")


def test_of_a_collection_damaged_in_the_middle_what_is_before_is_kept_and_the_place_named() -> None:
    given = [item(id=f"{at:016x}", stem=f"Which is number {at}?") for at in range(300)]
    data = write("anki", *given).data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        collection = bytearray(package.read("collection.anki2"))
    page = collection.index(b"Which is number 200?") // 4096 * 4096
    collection[page : page + 4096] = b"\xff" * 4096
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("collection.anki2", bytes(collection))
    found = read("anki", out.getvalue())
    assert 150 < len(found.items) <= 200
    (unread,) = found.unread
    assert unread.where == f"all after note {len(found.items)}"
    assert "is damaged" in unread.detail


def test_a_bomb_of_zstd_is_stopped_at_the_limit() -> None:
    zstandard = pytest.importorskip("zstandard")
    bomb = zstandard.ZstdCompressor(write_content_size=False).compress(bytes(30_000_000))
    assert len(bomb) < 10_000
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("collection.anki21b", bomb)
    with pytest.raises(TooLarge):
        anki_read.read(out.getvalue(), "x.apkg", IngestSettings(max_unpacked_mb=20))


def test_options_and_answers_show_in_the_collection() -> None:
    ((_, fields, _),) = notes(item(options=options(("a", True, ""), ("b", False, "no"))))
    assert fields[1].startswith('<ol><li class="right" dir="ltr"><span class="text">a</span></li>')
