"""A page as a scanner would give it: a grey picture, a little askew and noisy, without text."""

from __future__ import annotations

import io
import random

DPI, ANGLE, NOISE, QUALITY = 150, 0.7, 0.07, 38  # dots an inch, degrees, share, of a JPEG


def picture(pdf: bytes) -> io.BytesIO:
    """The first page of `pdf` as a JPEG; the same one every time."""
    import pypdfium2
    from PIL import Image, ImageFilter

    document = pypdfium2.PdfDocument(pdf)
    if len(document) != 1:
        raise ValueError(f"What is to be scanned takes {len(document)} pages; one is meant.")
    page = document[0].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
    askew = page.rotate(ANGLE, resample=Image.Resampling.BICUBIC, fillcolor=255)
    soft = askew.filter(ImageFilter.GaussianBlur(0.5))
    grain = Image.frombytes("L", soft.size, random.Random(2026).randbytes(soft.width * soft.height))
    result = io.BytesIO()
    Image.blend(soft, grain, NOISE).save(result, "JPEG", quality=QUALITY, dpi=(DPI, DPI))
    result.seek(0)
    return result
