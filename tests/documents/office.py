"""Small packages of office programs for the tests."""

import io
import zipfile

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPES = "application/vnd.openxmlformats-officedocument"


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def package(kind: str, main: str, parts: dict[str, tuple[str, str]]) -> bytes:
    """A package of Office Open XML. `parts`: the kind of each part's relationship from the main part, and its content."""
    folder = main.rpartition("/")[0]
    others = {name: content for name, (kind, content) in parts.items() if name != main}
    relations = "".join(
        f'<Relationship Id="r{k}" Type="http://x/relationships/{parts[name][0]}" Target="/{name}"/>'
        for k, name in enumerate(others)
    )
    return zipped(
        {
            "[Content_Types].xml": f'{HEAD}<Types><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{main}" ContentType="{_TYPES}.{kind}.main+xml"/></Types>',
            "_rels/.rels": f'{HEAD}<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="{main}"/></Relationships>',
            f"{folder}/_rels/{main.rpartition('/')[2]}.rels": f"{HEAD}<Relationships>{relations}</Relationships>",
            main: HEAD + parts[main][1],
            **{name: HEAD + content for name, content in others.items()},
        }
    )
