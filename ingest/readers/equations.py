"""Office equations (OMML) on one line: `(a + b)/(2)`, `x^2`, `√(x)`; every word is kept.

Knows nothing of the paragraphs in which they stand.
"""

from ingest.readers.ooxml import A, Element, M, W


def linear(element: Element) -> str:
    """An `m:oMath` or `m:oMathPara` as text."""
    tag = element.tag
    if tag in (f"{M}t", f"{W}t", f"{A}t"):
        return element.text or ""
    if not isinstance(tag, str) or tag.endswith("Pr"):
        return ""
    if tag.startswith(M) and (write := _FORMS.get(tag[len(M) :])):
        return write(element)
    between = {f"{M}m": "; ", f"{M}mr": ", ", f"{M}eqArr": "; ", f"{M}oMathPara": " "}.get(tag, "")
    return between.join(filter(None, (linear(child) for child in element)))


def _argument(element: Element, name: str) -> str:
    found = element.find(f"{M}{name}")
    return "" if found is None else linear(found).strip()


def _grouped(text: str) -> str:
    return text if len(text) < 2 or text.isalnum() else f"({text})"


def _character(element: Element, name: str, usual: str) -> str:
    found = element.find(f"{M}{element.tag[len(M) :]}Pr/{M}{name}")
    return usual if found is None else found.get(f"{M}val", "")


def _fraction(element: Element) -> str:
    return f"({_argument(element, 'num')})/({_argument(element, 'den')})"


def _scripts(element: Element) -> str:
    base, sub, sup = (_argument(element, name) for name in ("e", "sub", "sup"))
    return base + (f"_{_grouped(sub)}" if sub else "") + (f"^{_grouped(sup)}" if sup else "")


def _prescripts(element: Element) -> str:
    base, sub, sup = (_argument(element, name) for name in ("e", "sub", "sup"))
    return (f"_{_grouped(sub)}" if sub else "") + (f"^{_grouped(sup)}" if sup else "") + base


def _root(element: Element) -> str:
    degree = _argument(element, "deg")
    return f"{degree}√({_argument(element, 'e')})"


def _sum(element: Element) -> str:
    sign = _character(element, "chr", "∫")
    sub, sup = _argument(element, "sub"), _argument(element, "sup")
    limits = (f"_{_grouped(sub)}" if sub else "") + (f"^{_grouped(sup)}" if sup else "")
    return f"{sign}{limits} {_argument(element, 'e')}"


def _delimited(element: Element) -> str:
    inside = _character(element, "sepChr", "|").join(
        linear(child) for child in element if child.tag == f"{M}e"
    )
    return _character(element, "begChr", "(") + inside + _character(element, "endChr", ")")


def _limit(element: Element) -> str:
    sign = "_" if element.tag == f"{M}limLow" else "^"
    limit = _argument(element, "lim")
    return _argument(element, "e") + (f"{sign}{_grouped(limit)}" if limit else "")


def _function(element: Element) -> str:
    return f"{_argument(element, 'fName')} {_argument(element, 'e')}"


_FORMS = {
    "f": _fraction,
    "sSub": _scripts,
    "sSup": _scripts,
    "sSubSup": _scripts,
    "sPre": _prescripts,
    "rad": _root,
    "nary": _sum,
    "d": _delimited,
    "limLow": _limit,
    "limUpp": _limit,
    "func": _function,
}
