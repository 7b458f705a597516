"""How QTI 2.2 and 3.0 write the same model: names, namespaces and addresses."""

from typing import NamedTuple

import regex

_HUMP = regex.compile(r"(?<=[a-z])(?=[A-Z])")
_HTML = frozenset({"p", "div", "br", "bdo", "span"})
_UNCHANGED = frozenset({"identifier", "title", "label", "class", "dir", "href"})


class Dialect(NamedTuple):
    """One version of QTI."""

    version: str
    item: str
    """Namespace of items and tests."""
    item_schema: str
    package: str
    """Namespace of the manifest."""
    package_schema: str
    schema: str
    schema_version: str
    resource: str
    """Type of a resource, `{}` for `item` or `test`."""
    templates: str
    template_end: str
    kebab: bool

    def element(self, name: str) -> str:
        """`choiceInteraction` as this version has it; HTML's own names are the same in both."""
        if name in _HTML or not self.kebab:
            return name
        return f"qti-{_kebab(name)}"

    def attribute(self, name: str) -> str:
        """`maxChoices` as this version has it."""
        return _kebab(name) if self.kebab and name not in _UNCHANGED else name

    def template(self, name: str) -> str:
        """Address of a standard response processing."""
        return f"{self.templates}{name}{self.template_end}"


QTI22 = Dialect(
    version="2.2",
    item="http://www.imsglobal.org/xsd/imsqti_v2p2",
    item_schema="http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd",
    package="http://www.imsglobal.org/xsd/imscp_v1p1",
    package_schema="http://www.imsglobal.org/xsd/qti/qtiv2p2/qtiv2p2_imscpv1p2_v1p0.xsd",
    schema="QTIv2.2 Package",
    schema_version="1.0.0",
    resource="imsqti_{}_xmlv2p2",
    templates="http://www.imsglobal.org/question/qti_v2p2/rptemplates/",
    template_end="",
    kebab=False,
)
QTI30 = Dialect(
    version="3.0",
    item="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    item_schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    package_schema=(
        "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"
    ),
    schema="QTI Package",
    schema_version="3.0.0",
    resource="imsqti_{}_xmlv3p0",
    templates="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/",
    template_end=".xml",
    kebab=True,
)


def plain_name(tag: object) -> str:
    """`{namespace}qti-choice-interaction` and `choiceInteraction` → `choiceinteraction`; empty
    for comments."""
    if not isinstance(tag, str):
        return ""
    return tag.rsplit("}", 1)[-1].removeprefix("qti-").replace("-", "").lower()


def _kebab(name: str) -> str:
    return str(_HUMP.sub("-", name)).lower()
