"""QTI packages: the two versions never mixed, keys that score, feedback that is shown."""

import io
import zipfile

import pytest
from lxml import etree

from tests.tutor.interchange.builders import arabic, item, options, read, span, write
from tutor.errors import UnreadableBank
from tutor.interchange.qti import identifier
from tutor.interchange.qti_dialects import QTI22, QTI30

BOTH = pytest.mark.parametrize("format", ["qti", "qti3"])


def parts(data: bytes) -> dict[str, bytes]:
    """The package's parts by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(**files: str) -> bytes:
    """A package with these parts; `__` in a name is a slash, `_xml` an ending."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in files.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def names(element: "etree._Element") -> list[str]:
    """Local names of a document's elements and attributes."""
    found = [each for each in element.iter() if isinstance(each.tag, str)]
    tags = [etree.QName(each).localname for each in found]
    return tags + [name for each in found for name in each.attrib if not name.startswith("{")]


@BOTH
def test_the_manifest_is_at_the_root_and_names_every_part(format: str) -> None:
    found = parts(write(format, item(), arabic()).data)
    assert next(iter(found)) == "imsmanifest.xml"
    manifest = etree.fromstring(found["imsmanifest.xml"])
    dialect = QTI22 if format == "qti" else QTI30
    resources = [e for e in manifest.iter() if etree.QName(e).localname == "resource"]
    assert {e.get("href") for e in resources} == set(found) - {"imsmanifest.xml"}
    assert [e.get("type") for e in resources] == [dialect.resource.format("test")] + 2 * [
        dialect.resource.format("item")
    ]
    assert etree.QName(manifest).namespace == dialect.package


def test_names_of_version_2_are_in_humps_and_of_version_3_in_kebab() -> None:
    (two,) = [v for k, v in parts(write("qti", item()).data).items() if k.startswith("items/")]
    (three,) = [v for k, v in parts(write("qti3", item()).data).items() if k.startswith("items/")]
    assert not [name for name in names(etree.fromstring(two)) if "-" in name]
    html = {"p", "div", "br", "bdo"}
    old = [name for name in names(etree.fromstring(three)) if any(char.isupper() for char in name)]
    assert not old
    elements = [e for e in etree.fromstring(three).iter() if isinstance(e.tag, str)]
    assert all(
        etree.QName(e).localname.startswith("qti-") or etree.QName(e).localname in html
        for e in elements
    )


def root(format: str, *given: object) -> "etree._Element":
    """The first item's document."""
    data = write(format, *(given or (item(),))).data  # type: ignore[arg-type]
    return etree.fromstring(next(v for k, v in parts(data).items() if k.startswith("items/")))


def find(element: "etree._Element", name: str) -> list["etree._Element"]:
    """Elements by version 2's name, in either version."""
    wanted = {name, QTI30.element(name)}
    return [
        e for e in element.iter() if isinstance(e.tag, str) and etree.QName(e).localname in wanted
    ]


@BOTH
def test_identifiers_are_names_that_xml_allows(format: str) -> None:
    assert root(format).get("identifier") == "hikma-0123456789abcdef"
    assert identifier("a:b/ü").startswith("hikma_")
    odd = item(id="a:b/ü")
    assert read(format, write(format, odd).data).items == (odd,)


@BOTH
def test_the_correct_response_is_a_choice_that_is_there(format: str) -> None:
    found = root(format, item("multiple"))
    choices = [e.get("identifier") for e in find(found, "simpleChoice")]
    correct = [e.text for e in find(find(found, "correctResponse")[0], "value")]
    assert correct == choices[:2]
    interaction = find(found, "choiceInteraction")[0]
    attribute = QTI30.attribute if format == "qti3" else QTI22.attribute
    assert interaction.get(attribute("maxChoices")) == "0"
    assert interaction.get("shuffle") == "false"
    assert find(found, "responseDeclaration")[0].get("cardinality") == "multiple"


@BOTH
def test_feedback_has_an_outcome_and_processing_that_sets_it(format: str) -> None:
    found = root(format)
    outcomes = {
        e.get("identifier"): e.get("cardinality") for e in find(found, "outcomeDeclaration")
    }
    assert outcomes == {"SCORE": "single", "FEEDBACK": "single", "SOLUTION": "single"}
    assert find(found, "responseProcessing")[0].get("template") is None
    set_ = [e.get("identifier") for e in find(found, "setOutcomeValue")]
    assert set_ == ["SCORE", "SCORE", "FEEDBACK", "SOLUTION"]
    attribute = "outcome-identifier" if format == "qti3" else "outcomeIdentifier"
    shown = [e.get(attribute) for e in find(found, "modalFeedback")]
    assert shown == ["FEEDBACK", "FEEDBACK", "SOLUTION"]
    text = "".join(find(found, "modalFeedback")[2].itertext())
    assert "“A snapshot is kept for 35 days.” (The Vault, p. 3)" in text


@BOTH
def test_without_feedback_the_standard_template_scores(format: str) -> None:
    bare = item("multiple", explanation="", evidence=())
    template = find(root(format, bare), "responseProcessing")[0].get("template")
    ends = {"qti": "qti_v2p2/rptemplates/match_correct", "qti3": "rptemplates/match_correct.xml"}
    assert template.endswith(ends[format])


@BOTH
def test_every_accepted_form_scores_in_any_case(format: str) -> None:
    found = root(format, item("short"))
    attribute = QTI30.attribute if format == "qti3" else QTI22.attribute
    entries = find(found, "mapEntry")
    assert [e.get(attribute("mapKey")) for e in entries] == ["35 days", "thirty-five days"]
    assert {e.get(attribute("caseSensitive")) for e in entries} == {"false"}


@BOTH
def test_right_to_left_text_says_so_and_latin_names_are_kept_left_to_right(format: str) -> None:
    found = root(format, arabic())
    assert found.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    assert find(found, "div")[0].get("dir") == "rtl"
    assert [e.text for e in find(find(found, "prompt")[0], "bdo")] == [
        "Amazon S3",
        "C#",
        'Key="role"',
    ]
    assert {e.get("dir") for e in find(found, "bdo")} == {"ltr"}


@BOTH
def test_the_end_of_a_processing_instruction_in_a_quote_ends_none(format: str) -> None:
    odd = item(evidence=(span("a ?> b"),), stem="<?hikma {}?> ?>", topic="Vault > Snapshots")
    data = write(format, odd).data
    assert read(format, data).items == (odd,)
    # Readers made for HTML (htmlparser2, on which cheerio stands) end an instruction at any `>`.
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        (name,) = [each for each in package.namelist() if each.startswith("items/")]
        text = package.read(name).decode("utf-8")
    instruction = text[text.index("<?hikma ") :]
    assert instruction.index(">") == instruction.index("?>") + 1


SINGLE = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q1"
 title="T" adaptive="false" timeDependent="false">
 <responseDeclaration identifier="R" cardinality="single" baseType="identifier">
  <correctResponse><value>B</value></correctResponse></responseDeclaration>
 <itemBody><p>Look at the <strong>plot</strong>:</p><p><img src="x.png" alt="rising"/></p>
  <choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1">
   <prompt>What  rises?</prompt>
   <simpleChoice identifier="A">Cost
      of all<feedbackInline outcomeIdentifier="F" identifier="A">No.</feedbackInline>
   </simpleChoice>
   <simpleChoice identifier="B">Load</simpleChoice></choiceInteraction>
  <rubricBlock view="scorer"><p>hidden</p></rubricBlock></itemBody>
 <modalFeedback outcomeIdentifier="F" identifier="B" showHide="show">Yes.</modalFeedback>
</assessmentItem>"""
TYPED = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q2"
 title="T" time-dependent="false">
 <qti-response-declaration identifier="R" cardinality="single" base-type="string">
  <qti-mapping default-value="0"><qti-map-entry map-key="York" mapped-value="1"/>
   <qti-map-entry map-key="york" mapped-value="0.5"/></qti-mapping></qti-response-declaration>
 <qti-item-body><p>The sun of <qti-text-entry-interaction response-identifier="R"/> shines.</p>
 </qti-item-body></qti-assessment-item>"""
MANIFEST = """<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><resources>
 <resource identifier="a" type="imsqti_item_xmlv2p1" href="one.xml"/>
 <resource identifier="b" type="imsqti_item_xmlv3p0" href="deep/two%20.xml"/>
 <resource identifier="c" type="imsqti_item_xmlv2p1" href="gone.xml"/>
 <resource identifier="d" type="imsqti_item_xmlv2p1" href="broken.xml"/>
 <resource identifier="e" type="imsqti_item_xmlv2p1" href="order.xml"/>
 <resource identifier="f" type="imsqti_item_xmlv2p1" href="../../etc/passwd"/>
 <resource identifier="g" type="webcontent" href="x.png"/></resources></manifest>"""
ORDER = SINGLE.replace("choiceInteraction", "orderInteraction")


def test_packages_of_others_are_read_and_what_is_broken_is_named() -> None:
    data = packed(
        imsmanifest_xml=MANIFEST, one_xml=SINGLE, broken_xml=SINGLE[:400], order_xml=ORDER,
        **{"deep__two _xml": TYPED},
    )  # fmt: skip
    found = read("qti", data)
    first, second = found.items
    assert first.stem == "Look at the plot:\nrising\n\nWhat rises?"
    assert [(o.text, o.correct, o.rationale) for o in first.options] == [
        ("Cost of all", False, "No."), ("Load", True, "Yes."),
    ]  # fmt: skip
    assert (second.kind, second.stem, second.answer) == (
        "cloze", "The sun of ____ shines.", ("York",),
    )  # fmt: skip
    assert {each.where: each.detail[:30] for each in found.unread} == {
        "gone.xml": "file is damaged: its part gone"[:30],
        "broken.xml": "broken.xml is no sound XML: li",
        "order.xml": "a orderinteraction is not read",
        "../../etc/passwd": "file is damaged: its part ../.",
    }
    assert [loss.what for loss in found.losses] == ["a picture was left out"]


def test_a_single_item_without_a_package_is_read_in_both_versions() -> None:
    assert read("qti", SINGLE).items[0].key.text == "Load"
    assert read("qti3", TYPED).items[0].answer == ("York",)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (packed(readme_xml="<x/>"), "no imsmanifest.xml"),
        (packed(imsmanifest_xml="<manifest/>"), "names no items"),
        (b"<questestinterop/>", "QTI 1.2"),
    ],
)
def test_what_is_no_package_of_ours_says_so(data: bytes, what: str) -> None:
    with pytest.raises(UnreadableBank) as caught:
        read("qti", data)
    assert what in caught.value.message


def test_a_key_that_names_no_choice_is_named() -> None:
    (fault,) = read("qti", SINGLE.replace("<value>B<", "<value>C<")).unread
    assert fault.detail == "its key names no option"


def test_options_stay_where_they_were() -> None:
    many = options(*((str(at), at == 7, "") for at in range(9, 0, -1)))
    assert read("qti", write("qti", item(options=many)).data).items[0].options == many
