"""What `/spec` says: the paths that clients of LibreTranslate look for, in Swagger 2.

The title is what such clients take for the sign that they may talk to a server (Dialect does); it names the interface.
"""

from typing import Any

_TEXT = {"type": "string"}


def _path(what: str, fields: dict[str, bool], method: str = "post", kind: str = "formData") -> dict[str, Any]:
    parameters = [
        {"name": name, "in": kind, "required": needed, "type": "file" if name == "file" else "string"}
        for name, needed in fields.items()
    ]
    error = {"description": "Error", "schema": {"type": "object", "properties": {"error": _TEXT}}}
    codes = {"200": {"description": what}, **{code: error for code in ("400", "403", "429", "500")}}
    return {method: {"summary": what, "parameters": parameters, "responses": codes, "tags": ["translate"]}}


SPEC = {
    "swagger": "2.0",
    "info": {
        "title": "LibreTranslate",
        "version": "1.9.6",
        "description": "qantara, by the interface of LibreTranslate. It is not LibreTranslate, nor made by its authors.",
        "license": {"name": "MIT"},
    },
    "basePath": "/",
    "schemes": ["http", "https"],
    "paths": {
        "/translate": _path(
            "Translate text",
            {
                **dict.fromkeys(("q", "source", "target"), True),
                **dict.fromkeys(("format", "alternatives", "glossary", "api_key"), False),
            },
        ),
        "/detect": _path("Detect the language of a text", {"q": True, "api_key": False}),
        "/languages": _path("The languages", {}, "get"),
        "/translate_file": _path(
            "Translate a file",
            {"file": True, "source": True, "target": True, "glossary": False, "api_key": False},
        ),
        "/suggest": _path("Propose a better translation", dict.fromkeys(("q", "s", "source", "target"), True)),
        "/frontend/settings": _path("Settings for a page", {}, "get"),
        "/health": _path("Whether the server is there", {}, "get"),
    },
}
