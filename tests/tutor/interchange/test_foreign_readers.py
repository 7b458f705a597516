"""What others' programs make of our files. Each is skipped, with its reason, where it is not here.

Looked at: Anki's own `anki`; for GIFT `pygiftparser` (PyPI) and `gift-pegjs` (npm, `NODE_PATH`);
for Moodle XML `moodlexml-to-json` (npm; PyPI has none: `moodle-questions` and `pymoodef` only
write, `py-moodle-quiz-parser` reads pages of HTML); for QTI `citolab-qti-convert` (PyPI), another
program than `@citolab/qti-convert` (npm), and 1EdTech's schemas (`QTI_SCHEMAS`, a folder as qti-sdk
has it). By hand, for Anki: `ankipandas` (PyPI) and `anki-reader` (npm) opened all notes.
"""

import io
import json
import os
import re
import shutil
import subprocess
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.tutor.interchange.builders import HOSTILE, arabic, item, options, read, span, write
from tutor.interchange.banks import Bank
from tutor.interchange.extras import tags
from tutor.interchange.formats import FORMATS
from tutor.interchange.gift import is_marked_up
from tutor.interchange.moodle_xml import BOX
from tutor.interchange.prepare import clean_text
from tutor.quizzes import CHOSEN, GAP, TYPED, QuizItem

KINDS = tuple(item(kind, id=f"{at:016x}") for at, kind in enumerate(CHOSEN + TYPED))
CHINESE = item(
    id="00000000000000bb",
    language="zh-Hans",
    stem="快照默认保留多长时间？（单选）",
    options=options(("３５天", True, "对。"), ("7天", False, "")),
    explanation="因为：原文。",
    evidence=(span("快照默认保留３５天", language="zh-Hans"),),
)
CRUEL = tuple(
    item(
        id=f"{at:016x}",
        stem=f"{text}?",
        options=options((f"{text}.", True, text), (f"no {text}.", False, "")),
        explanation=f"{text}!",
    )
    for at, text in enumerate(HOSTILE, start=100)
)
ALL = (*KINDS, arabic(), CHINESE, *CRUEL)


# -- Anki ---------------------------------------------------------------------------------


@pytest.fixture
def collection(tmp_path: Path) -> Any:
    """An empty collection of Anki itself."""
    pytest.importorskip("anki", reason="Anki's own package is not installed")
    from anki.collection import Collection

    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def into_anki(collection: Any, folder: Path, data: bytes) -> Any:
    """Import a package into Anki; gives its log."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    path = folder / "bank.apkg"
    path.write_bytes(data)
    request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
    return collection.import_anki_package(request).log


def seen(html: str) -> str:
    """What a side of a card shows, without its style sheet and entities."""
    from tutor.interchange.fragments import from_html

    without = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)
    return from_html(without, own=False)[0]


def test_anki_opens_the_package_and_shows_every_text_as_it_is(
    collection: Any, tmp_path: Path
) -> None:
    log = into_anki(collection, tmp_path, write("anki", *ALL).data)
    assert len(log.new) == len(ALL) == collection.card_count()
    guids = {collection.get_note(id).guid: id for id in collection.find_notes("")}
    from tutor.interchange.anki import guid

    for each in ALL:
        note = collection.get_note(guids[guid(each.id)])
        (card,) = note.cards()
        front, back = seen(card.question()), seen(card.answer())
        stem = each.stem.replace(GAP, "[...]") if each.kind == "cloze" else each.stem
        assert _nfc(stem) in _nfc(front)
        for text in (*(o.text for o in each.options), *each.answer[:1]):
            assert _nfc(text) in _nfc(back)
        if each.evidence:
            assert each.evidence[0].title in back
        assert f'dir="{"rtl" if each.language == "ar" else "ltr"}"' in card.question()
    assert collection.fix_integrity()[1]


def test_an_edited_explanation_replaces_the_note_in_anki_and_keeps_its_card(
    collection: Any, tmp_path: Path
) -> None:
    into_anki(collection, tmp_path, write("anki", item()).data)
    (before,) = collection.find_cards("")
    later = Bank(title="x", items=(item(explanation="Better."),), at="2030-01-01T00:00:00Z")
    log = into_anki(collection, tmp_path, FORMATS["anki"].write(later).data)
    assert (len(log.new), len(log.updated)) == (0, 1)
    assert list(collection.find_cards("")) == [before]
    assert collection.get_note(collection.find_notes("")[0])["Why"] == "Better."
    names = [each.name for each in collection.models.all_names_and_ids()]
    assert [name for name in names if name.startswith("Hikma")] == ["Hikma gap", "Hikma question"][
        1:
    ]


@pytest.mark.parametrize("legacy", [True, False])
def test_what_anki_exports_again_is_read_to_the_letter(
    collection: Any, tmp_path: Path, legacy: bool
) -> None:
    from anki.collection import ExportAnkiPackageOptions

    into_anki(collection, tmp_path, write("anki", *ALL).data)
    basic = collection.models.by_name("Basic")
    note = collection.new_note(basic)
    note["Front"], note["Back"] = "What is <b>S3</b>?", "An object store"
    collection.add_note(note, 1)
    out = tmp_path / "again.apkg"
    collection.export_anki_package(
        out_path=str(out),
        options=ExportAnkiPackageOptions(
            with_scheduling=False, with_deck_configs=False, with_media=False, legacy=legacy
        ),
        limit=None,
    )
    with zipfile.ZipFile(out) as package:
        assert ("collection.anki21b" in package.namelist()) is not legacy
    found = read("anki", out.read_bytes())
    back = {each.id: each for each in found.items}
    assert [_shown(back[each.id]) for each in ALL] == list(map(_shown, ALL))
    assert [back[each.id].evidence for each in ALL] == [each.evidence for each in ALL]
    assert not found.losses
    (card,) = [each for each in found.items if each.id not in {i.id for i in ALL}]
    assert (card.kind, card.stem, card.answer) == ("card", "What is S3?", ("An object store",))


def _nfc(text: str) -> str:
    """White space joined, and composed: Anki stores every text as NFC."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _shown(each: QuizItem) -> dict[str, Any]:
    """An item as Anki keeps it."""
    text = unicodedata.normalize("NFC", each.model_dump_json(exclude={"evidence"}))
    found: dict[str, Any] = json.loads(text)
    return found


# -- GIFT ---------------------------------------------------------------------------------

NODE = """const reader = require('{package}');
let text = ''; process.stdin.setEncoding('utf8'); process.stdin.on('data', d => text += d);
process.stdin.on('end', () => {{ {read} }});"""


def in_node(package: str, read: str, data: bytes) -> Any:
    """What a package of npm makes of a file; `read` is JavaScript that prints it as JSON."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    there = subprocess.run(
        ["node", "-e", f"require.resolve('{package}')"], capture_output=True, check=False
    )
    if there.returncode:
        pytest.skip(f"{package} is not on NODE_PATH")
    script = NODE.format(package=package, read=read)
    done = subprocess.run(["node", "-e", script], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def pegjs(text: bytes) -> list[dict[str, Any]]:
    """The questions that gift-pegjs finds."""
    read = "console.log(JSON.stringify(reader.parse(text)));"
    found: list[dict[str, Any]] = in_node("gift-pegjs", read, text)
    return [each for each in found if each["type"] != "Category"]


def test_gift_pegjs_reads_every_question_with_its_options_ids_and_feedback() -> None:
    exported = write("gift", *ALL)
    left_out = {loss.item for loss in exported.losses if loss.whole}
    given = [each for each in ALL if each.id not in left_out]
    found = pegjs(exported.data)
    assert [each["id"] for each in found] == [f"hikma-{each.id}" for each in given]
    for each, said in zip(given, found):
        assert said["stem"]["format"] == ("html" if is_marked_up(each) else "plain")
        if is_marked_up(each) or each.kind not in ("single", "multiple"):
            continue
        # It joins white space; Moodle does not.
        assert _nfc(said["stem"]["text"]) == _nfc(each.stem)
        texts = [choice["text"]["text"] for choice in said["choices"]]
        assert list(map(_nfc, texts)) == [_nfc(option.text) for option in each.options]
        if each.kind == "single":
            assert [c["isCorrect"] for c in said["choices"]] == [o.correct for o in each.options]
        assert _nfc(each.explanation) in _nfc(said["globalFeedback"]["text"])
    kinds = {each.kind: said["type"] for each, said in zip(given, found)}
    assert kinds == {
        "single": "MC", "multiple": "MC", "true-false": "TF", "cloze": "Short", "short": "Short",
        "card": "Short",
    }  # fmt: skip


def test_pygiftparser_finds_as_many_sound_questions() -> None:
    parser = pytest.importorskip("pygiftparser.parser", reason="pygiftparser is not installed")
    # It takes `->` and `\\` otherwise than Moodle does, and is not maintained: counted only.
    plain = (*KINDS, arabic(), CHINESE)
    found = parser.parseFile(io.StringIO(write("gift", *plain).data.decode("utf-8")))
    assert len(found) == len(plain)
    assert all(each.valid for each in found)
    names = [type(each.answers).__name__ for each in found]
    assert names[:3] == ["SelectSet", "MultipleChoicesSet", "TrueFalseSet"]
    assert set(names[3:6]) == {"ShortSet"}


# -- Moodle XML ---------------------------------------------------------------------------


def moodle(data: bytes) -> list[dict[str, Any]]:
    """The questions that moodlexml-to-json finds; it leaves out what it cannot read."""
    read = """(reader.default || reader)(text, (found, fault) => {
        if (fault) throw fault; console.log(JSON.stringify(found.questions)); });"""
    found: list[dict[str, Any]] = in_node("moodlexml-to-json", read, data)
    (category,) = [each for each in found if each["type"] == "category"]
    assert category == found[0]
    return found[1:]


def _bare(text: Any) -> str:
    """Without white space, which that reader takes out."""
    return "".join(str(text).split())


def test_moodlexml_to_json_reads_every_question_with_its_options_grades_tags_and_feedback() -> None:
    exported = write("moodle-xml", *ALL)
    left_out = {loss.item for loss in exported.losses if loss.whole}
    given = [each for each in ALL if each.id not in left_out]
    found = moodle(exported.data)
    assert len(found) == len(given) > len(KINDS)
    for each, said in zip(given, found):
        stem = each.stem.replace(GAP, BOX) if each.kind == "cloze" else each.stem
        assert _bare(seen(said["questiontext"])) == _bare(stem)
        assert (said["format"], said["hidden"], said["defaultgrade"]) == ("html", 0, 1)
        assert _bare(each.explanation) in _bare(seen(said["generalfeedback"]))
        assert said["tags"] == [clean_text(tag) for tag in tags(each)]
    assert [said["type"] for said in found[: len(KINDS)]] == [
        "multichoice", "multichoice", "truefalse", "shortanswer", "shortanswer", "shortanswer",
    ]  # fmt: skip


def test_moodlexml_to_json_finds_the_same_options_right_that_we_do() -> None:
    exported = write("moodle-xml", *ALL)
    left_out = {loss.item for loss in exported.losses if loss.whole}
    given = [each for each in ALL if each.id not in left_out]
    for each, said in zip(given, moodle(exported.data)):
        answers = said["answers"]
        if said["type"] == "shortanswer":
            assert [_bare(a["text"]) for a in answers] == list(map(_bare, each.answer))
            assert {a["score"] for a in answers} == {100}
            continue
        right = [option.correct for option in each.options]
        assert [a["score"] > 0 for a in answers] == right
        if said["type"] == "truefalse":
            assert [a["text"] for a in answers] == [True, False]
            continue
        texts = [_bare(seen(a["text"])) for a in answers]
        assert texts == [_bare(option.text) for option in each.options]
        assert said["single"] is (each.kind == "single")
        assert said["shuffleanswers"] is False


# -- QTI ----------------------------------------------------------------------------------


def test_citolab_makes_qti_3_of_our_2_2_and_2_1_of_our_3_and_no_item_changes(
    tmp_path: Path,
) -> None:
    convert = pytest.importorskip("qti_convert", reason="citolab-qti-convert is not installed")
    two, three = tmp_path / "two.zip", tmp_path / "three.zip"
    two.write_bytes(write("qti", *ALL).data)
    three.write_bytes(write("qti3", *ALL).data)
    up, down = tmp_path / "up.zip", tmp_path / "down.zip"
    convert.upgrade_package(str(two), str(up))
    warnings = convert.downgrade_package(str(three), str(down)).warnings
    # QTI 2.1 knows no direction (`dir`, `bdo`); the converter says so, and nothing else.
    said = {"accessibility-attributes-removed", "html5-element"}
    assert {each.code for each in warnings} == said
    for converted in (up, down):
        found = read("qti", converted.read_bytes())
        assert not found.unread, found.unread[:2]
        assert [_asked(each) for each in found.items] == [_asked(each) for each in ALL]


def test_citolabs_program_for_node_makes_qti_3_of_our_2_2_and_no_item_changes(
    tmp_path: Path,
) -> None:
    folders = os.environ.get("NODE_PATH", "").split(os.pathsep)
    name = "@citolab/qti-convert/dist/qti-convert-pkg.mjs"
    programs = [each for folder in folders if folder and (each := Path(folder) / name).exists()]
    if not programs or shutil.which("node") is None:
        pytest.skip("@citolab/qti-convert is not on NODE_PATH")
    given = tmp_path / "bank.zip"
    given.write_bytes(write("qti", *ALL).data)
    done = subprocess.run(["node", programs[0], given], capture_output=True, check=False)
    made = tmp_path / "bank-qti3.zip"
    assert made.exists(), done.stderr.decode()
    found = read("qti", made.read_bytes())
    assert not found.unread, found.unread[:2]
    assert [_asked(each) for each in found.items] == [_asked(each) for each in ALL]


def _asked(each: QuizItem) -> tuple[Any, ...]:
    """What a converter may not change; it writes white space as it likes."""
    texts = [each.stem, *(option.text for option in each.options), *each.answer]
    right = [option.correct for option in each.options]
    return each.id, right, [" ".join(text.split()) for text in texts]


def schema(folder: Path, name: str) -> Any:
    """A schema; what it says of MathML and speech, which we do not use, is left out."""
    from lxml import etree

    tree = etree.parse(str(folder / name))
    xs = "{http://www.w3.org/2001/XMLSchema}"
    for element in list(tree.getroot().iter(f"{xs}element")):
        if (element.get("ref") or "").split(":")[0] in ("m3", "ssml11") and "v3p0" in name:
            element.getparent().remove(element)
    for element in list(tree.getroot().iter(f"{xs}import")):
        if "v3p0" in name and (
            "Math" in element.get("namespace") or "syn" in element.get("namespace")
        ):
            element.getparent().remove(element)
    return etree.XMLSchema(tree)


@pytest.mark.parametrize(
    ("format", "items", "manifest"),
    [
        ("qti", "qtiv2p2/imsqti_v2p2.xsd", "imscp_v1p1.xsd"),
        (
            "qti3",
            "qtiv3p0/imsqti_asiv3p0_sbacv1p0_v1p0.xsd",
            "qtiv3p0/imsqtiv3p0_imscpv1p2_v1p0.xsd",
        ),
    ],
)
def test_every_part_is_valid_by_1edtechs_schemas(format: str, items: str, manifest: str) -> None:
    from lxml import etree

    folder = Path(os.environ.get("QTI_SCHEMAS", "no/such/folder"))
    if not (folder / items).exists():
        pytest.skip("QTI_SCHEMAS names no folder with 1EdTech's schemas")
    of_items, of_manifest = schema(folder, items), schema(folder, manifest)
    bare = item(
        id="f" * 16, explanation="", evidence=(), options=options(("a", True, ""), ("b", False, ""))
    )
    with zipfile.ZipFile(io.BytesIO(write(format, *ALL, bare).data)) as package:
        for name in package.namelist():
            valid = of_manifest if name == "imsmanifest.xml" else of_items
            valid.assertValid(etree.fromstring(package.read(name)))
