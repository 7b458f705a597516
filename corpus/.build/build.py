"""Build the corpus's PDF and Word files from their Markdown sources: the same bytes every time.

    python corpus/.build/build.py                  # every document that has a source
    python corpus/.build/build.py zh/ distributed  # those whose path holds one of these
    python corpus/.build/build.py --check          # writes nothing; fails where bytes differ

`corpus/manifest.toml` says what there is: an entry with a `source` is built from it, by the
suffix of its `path`. What a source may hold is told in `blocks.py`. Needs Python 3.11+ and

    pip install fpdf2==2.8.9 uharfbuzz==0.57.0 python-docx==1.2.0 pypdfium2==5.15.2 pillow==13.0.0
    apt-get install fonts-noto-core fonts-wqy-zenhei fonts-hosny-amiri fonts-dejavu-core

With other versions the words are the same, but perhaps not the bytes.
"""

from __future__ import annotations

import logging
import sys
import tomllib
from pathlib import Path

from blocks import SCANNED_PAGE, TWO_COLUMNS, blocks

CORPUS = Path(__file__).resolve().parents[1]


def pdf(markdown: str, lang: str, title: str) -> bytes:
    """The source as a PDF; what follows the directive for it is a picture on the last page."""
    from pages import Writer
    from scan import picture

    typed, _, scanned = markdown.partition(SCANNED_PAGE)
    writer = Writer(lang, title, paper=TWO_COLUMNS in markdown)
    writer.write(blocks(typed))
    if scanned.strip():
        page = Writer(lang, title)
        page.write(blocks(scanned))
        writer.pdf.add_page()
        writer.pdf.image(picture(bytes(page.pdf.output())), 0, 0, writer.pdf.w, writer.pdf.h)
    return bytes(writer.pdf.output())


def build(entry: dict[str, str]) -> bytes:
    """The bytes of one document of the manifest."""
    markdown = (CORPUS / entry["source"]).read_text(encoding="utf-8")
    lang, title = entry["language"].split("-")[0], next(blocks(markdown)).text
    if entry["path"].endswith(".docx"):
        from word import docx

        return docx(blocks(markdown), lang, title)
    return pdf(markdown, lang, title)


def main(arguments: list[str]) -> int:
    """Write what is wanted, or compare it; the exit status."""
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
    check, wanted = "--check" in arguments, [word for word in arguments if word != "--check"]
    manifest = tomllib.loads((CORPUS / "manifest.toml").read_text(encoding="utf-8"))
    differing = 0
    for entry in manifest["document"]:
        path = entry["path"]
        if "source" not in entry or (wanted and not any(word in path for word in wanted)):
            continue
        data, file = build(entry), CORPUS / path
        if not check:
            file.write_bytes(data)
        same = file.read_bytes() == data
        differing += not same
        print(path if same else f"{path} differs from what its source gives")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
