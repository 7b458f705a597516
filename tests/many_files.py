"""Makes a folder of several hundred files of every kind, some of them broken, and ingests it.

By hand, for the figures:

    .venv/bin/python -m tests.many_files FOLDER
    .venv/bin/hikma --data DATA ingest FOLDER --json

Half of it is what this machine has anyway: the documentation that installed packages and the
standard library bring along. The rest is made: three languages in every format, and every fault.
"""

import argparse
import csv
import io
import json
import pydoc
import random
import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from tests.builders import CORPUS, blank_pdf, encrypted
from tests.ingest import office_files, pdf_files

SENTENCES = {
    "en": (
        "Data drift is a change of the input distribution.",
        "Spot training can be interrupted; a checkpoint lets it resume.",
        "An endpoint answers within milliseconds, a batch job within hours.",
        "Precision falls when the threshold falls; recall rises.",
        "Version 2.13.0 of the library costs $0.25 an hour, e.g. in us-east-1.",
    ),
    "zh": (
        "数据漂移是指输入数据的分布发生了变化。",
        "竞价训练可能被中断，检查点可以让训练继续。",
        "端点在毫秒内返回结果，批量作业需要几个小时。",
        "阈值降低时，精确率下降，召回率上升。",
        "该库的２.１３版本每小时收费０.２５美元（例如在 us-east-1）。",
    ),
    "ar": (
        "انجراف البيانات هو تغيّر توزيع المدخلات.",
        "قد يُقاطَع التدريب على الأجهزة المؤقتة، ونقطة الحفظ تسمح باستئنافه.",
        "تجيب نقطة النهاية خلال أجزاء من الثانية، أما المهمة الدفعية فخلال ساعات.",
        "حين تنخفض العتبة تنخفض الدقة ويرتفع الاستدعاء.",
        "تكلّف النسخة ٢٫١٣ من المكتبة ٠٫٢٥ دولار في الساعة (مثلًا في us-east-1).",
    ),
}
ENCODINGS = {"en": ("utf-8", "cp1252"), "zh": ("gb18030", "utf-16"), "ar": ("cp1256", "utf-8-sig")}
MODULES = (
    "json", "csv", "zipfile", "sqlite3", "asyncio", "logging", "email", "http.client", "decimal",
    "datetime", "pathlib", "subprocess", "threading", "typing", "unittest", "urllib.parse",
    "collections", "itertools", "functools", "random", "statistics", "argparse", "configparser",
    "difflib", "heapq", "inspect", "ipaddress", "locale", "queue", "re", "shutil", "socket", "ssl",
    "string", "tarfile", "tempfile", "textwrap", "timeit", "tokenize", "uuid",
)  # fmt: skip


def found_documents(most: int) -> Iterator[tuple[str, bytes]]:
    """What installed packages bring: a few of each kind, none twice."""
    site = Path(sysconfig.get_path("purelib"))
    for suffix, share in ((".md", 4), (".rst", 4), (".html", 6), (".txt", 4), (".ipynb", 20)):
        paths = sorted(site.rglob(f"*{suffix}"), key=lambda path: (path.name, str(path)))
        for number, path in enumerate(paths[: most // share]):
            yield f"found/{number}-{path.name}", path.read_bytes()
    for module in MODULES:
        text = pydoc.render_doc(module, renderer=pydoc.plaintext)
        yield f"stdlib/{module}.txt", text.encode()
        if len(module) < 7:
            page = pydoc.HTMLDoc().document(pydoc.locate(module), module)
            yield f"stdlib/{module}.html", pydoc.HTMLDoc().page(module, page).encode()


def made_documents(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Every format in three languages."""
    for language, sentences in SENTENCES.items():
        for number in range(6):
            body = [" ".join(chance.choices(sentences, k=6)) for _ in range(8)]
            name = f"made/{language}-{number}"
            title = f"{number} {sentences[0]}"
            yield f"{name}.md", f"# {title}\n\n{_table()}\n\n{chr(10).join(body)}".encode()
            encoding = ENCODINGS[language][number % 2]
            yield f"{name}.txt", "\n\n".join(body).encode(encoding, "replace")
            yield f"{name}.html", _page(title, body).encode()
            paragraphs = "".join(office_files.para(office_files.run(text)) for text in body)
            yield f"{name}.docx", office_files.docx(paragraphs)
            yield f"{name}.epub", office_files.epub({"a.xhtml": office_files.xhtml(_ps(body))})
            yield f"{name}.csv", _sheet(sentences, chance)
            yield f"{name}.ipynb", _notebook(title, body)
            yield f"{name}.pptx", _slides(title, body)
            runs = pdf_files.lines(chance.choices(sentences, k=9))
            yield f"{name}.pdf", pdf_files.pdf([runs] * 2, title=title if number % 2 else None)


def broken_documents() -> Iterator[tuple[str, bytes]]:
    """Every fault that has a name."""
    pdf = (CORPUS / "ar" / "bias-and-explainability.pdf").read_bytes()
    word = office_files.docx(office_files.para(office_files.run("Text")))
    yield "broken/empty.txt", b""
    yield "broken/spaces.md", b" \n\t "
    yield "broken/nul.txt", b"text\0with\0nul" * 50
    yield "broken/noise.txt", random.Random(1).randbytes(5000)
    yield "broken/page.pdf", b"<!doctype html><html><body>404 Not Found</body></html>"
    yield "broken/cut.pdf", pdf[: len(pdf) // 2]
    yield "broken/locked.pdf", encrypted(pdf, "secret")
    yield "broken/blank.pdf", blank_pdf(3)
    yield "broken/garbage.pdf", b"%PDF-1.7\ngarbage\n%%EOF\n"
    yield "broken/bomb.docx", office_files.zeros(600)
    yield "broken/overlap.docx", office_files.overlapping()
    yield "broken/cut.docx", word[: len(word) // 2]
    yield "broken/not-a-book.epub", b"PK\x05\x06" + b"\0" * 18
    yield "broken/torn.ipynb", b'{"cells": ['
    yield "broken/old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
    yield "broken/عنوان\nبسطرين.md", "# عنوان\n\nانجراف البيانات.".encode()
    yield "broken/copy-1.md", b"# Same\n\nThe same text twice."
    yield "broken/copy-2.md", b"# Same\n\nThe same text twice."


def _table() -> str:
    return "| Name | Value |\n| --- | --- |\n| k | 8 |\n| 学习率 | 0.01 |"


def _ps(body: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in body)


def _page(title: str, body: list[str]) -> str:
    return (
        f"<html><head><title>{title}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<main><h1>{title}</h1>{_ps(body)}</main><footer>© 2026</footer></body></html>"
    )


def _sheet(sentences: tuple[str, ...], chance: random.Random) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(
        [["Question", "Answer"], *[chance.sample(sentences, 2) for _ in "123"]]
    )
    return out.getvalue().encode()


def _notebook(title: str, body: list[str]) -> bytes:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": f"# {title}\n\n{body[0]}"},
        {"cell_type": "code", "metadata": {}, "source": "print(1)", "outputs": [],
         "execution_count": 1},
    ]  # fmt: skip
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


def _slides(title: str, body: list[str]) -> bytes:
    import pptx

    show = pptx.Presentation()
    for text in body[:3]:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def make(folder: Path, found: int = 200) -> int:
    """Write all of it below `folder`; the number of files."""
    count = 0
    chance = random.Random(3)
    for source in (found_documents(found), made_documents(chance), broken_documents()):
        for name, data in source:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            count += 1
    shutil.copytree(CORPUS, folder / "corpus", ignore=shutil.ignore_patterns(".*"))
    (folder / "outside.txt").symlink_to("/etc/passwd")
    return sum(1 for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--found", type=int, default=200)
    given = parser.parse_args()
    print(make(given.folder, given.found), "files")
