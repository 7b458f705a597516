"""Jupyter notebooks: prose as Markdown is read, code between fences, what it printed below.

The one door to nbformat. Pictures and widgets are left out; long output is cut and marked.
"""

import json
import warnings
from typing import Any

import regex

from ingest.errors import DamagedFile
from ingest.readers import Extracted, marks
from ingest.readers.markdown import first_heading, split_front_matter, to_element
from ingest.readers.markup import to_text
from ingest.readers.text import decode
from ingest.settings import IngestSettings

_LONGEST_OUTPUT = 2_000
CUT = "[…]"
"""Stands where output was cut."""
_COLOUR = regex.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_OVERWRITTEN = regex.compile(r"[^\n]*\r(?!\n)")
_PICTURES = ("image/", "application/vnd.", "video/", "audio/", "application/javascript")


def extract(data: bytes, name: str, settings: IngestSettings) -> Extracted:
    """The notebook as one page, titled by its first heading. Raises `DamagedFile`."""
    notebook = _load(decode(data, name), name)
    language = _language(notebook)
    title: str | None = None
    blocks: list[str] = []
    for cell in notebook.get("cells", []):
        source = _joined(cell.get("source", ""))
        if cell.get("cell_type") == "markdown":
            root = to_element(split_front_matter(source)[1], name)
            title = title or first_heading(root)
            blocks.append(to_text(root))
        elif cell.get("cell_type") == "code":
            blocks.append(marks.code(source, language))
            blocks += [_output(output, name) for output in cell.get("outputs", [])]
        else:
            blocks.append(source.strip())
    return Extracted(title=title, pages=("\n\n".join(block for block in blocks if block),))


def _load(text: str, name: str) -> Any:
    """The notebook in the form of nbformat 4, whatever its own version."""
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if not isinstance(json.loads(text), dict):
                raise ValueError("not a JSON object")
            return nbformat.reads(text, as_version=4)
    except RecursionError as error:
        raise DamagedFile(
            f"{name} is nested too deep to be a notebook.", hint="Save it again from Jupyter."
        ) from error
    except Exception as error:  # nbformat meets a malformed notebook with whatever Python raises
        raise DamagedFile(
            f"{name} is no readable notebook: {error}",
            hint="Open and save it again in Jupyter, or export it as Markdown.",
        ) from error


def _language(notebook: Any) -> str:
    metadata = notebook.get("metadata", {})
    info, kernel = metadata.get("language_info", {}), metadata.get("kernelspec", {})
    return str(info.get("name") or kernel.get("language") or "python").lower()


def _joined(text: Any) -> str:
    """The text of a cell or an output, which notebooks also store as a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def _output(output: Any, name: str) -> str:
    kind = output.get("output_type")
    if kind == "stream":
        return _printed(_joined(output.get("text", "")))
    if kind == "error":
        return _printed(f"{output.get('ename', '')}: {output.get('evalue', '')}")
    data = output.get("data", {})
    if any(key.startswith(_PICTURES) for key in data):
        # Beside a picture the text only says that there is one: <Figure size 640x480>.
        return ""
    if "text/markdown" in data:
        return to_text(to_element(_joined(data["text/markdown"]), name))[:_LONGEST_OUTPUT]
    return _printed(_joined(data.get("text/plain", "")))


def _printed(text: str) -> str:
    """What a terminal would show: without colours, progress bars only in their last state."""
    shown = _OVERWRITTEN.sub("", _COLOUR.sub("", text)).strip("\n")
    if len(shown) > _LONGEST_OUTPUT:
        cut = shown.rfind("\n", 0, _LONGEST_OUTPUT)
        shown = shown[: cut if cut > 0 else _LONGEST_OUTPUT] + f"\n{CUT}"
    return marks.code(shown, "output")
