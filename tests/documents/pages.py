"""PDFs for the tests, of lines in places: each glyph is half as wide as it is high."""

from collections.abc import Sequence
from typing import NamedTuple


class Put(NamedTuple):
    """Glyphs from left to right, from a place on: what a page shows, whatever it means."""

    text: str
    x: float
    y: float
    size: float = 10
    upright: bool = True


def visual(text: str) -> str:
    """Arabic without marks, numbers or Latin as a page shows it."""
    return text[::-1]


def pdf(*pages: Sequence[Put]) -> bytes:
    used = sorted({char for page in pages for put in page for char in put.text})
    maps = "".join(f"<{ord(char):04x}> <{ord(char):04x}>\n" for char in used)
    unicode = f"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange {len(used)} beginbfchar\n{maps}endbfchar endcmap"
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{10 + 2 * k} 0 R' for k in range(len(pages)))}]>>",
        3: "<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        4: "<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/DW 500/FontDescriptor 5 0 R>>",
        5: "<</Type/FontDescriptor/FontName/Any/Flags 4/FontBBox[0 -200 1000 800]/Ascent 800/Descent -200/CapHeight 700"
        "/ItalicAngle 0/StemV 80>>",
        6: f"<</Length {len(unicode)}>>stream\n{unicode}\nendstream",
    }
    for k, page in enumerate(pages):
        text = "".join(
            f"BT /F {put.size} Tf {'1 0 0 1' if put.upright else '0 1 -1 0'} {put.x} {put.y} Tm <{''.join(f'{ord(char):04x}' for char in put.text)}> Tj ET\n"
            for put in page
        )
        objects[10 + 2 * k] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents {11 + 2 * k} 0 R>>"
        )
        objects[11 + 2 * k] = f"<</Length {len(text)}>>stream\n{text}\nendstream"
    out = "%PDF-1.7\n"
    places = {}
    for number, text in objects.items():
        places[number] = len(out)
        out += f"{number} 0 obj\n{text}\nendobj\n"
    start = len(out)
    rows = "".join(f"{number} 1\n{place:010} 00000 n \n" for number, place in places.items())
    return f"{out}xref\n0 1\n0000000000 65535 f \n{rows}trailer<</Root 1 0 R/Size 99>>\nstartxref\n{start}\n%%EOF\n".encode()
