"""The page's glossary panel: which glossaries there are, their terms, files in and out."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from glossaries.files import builtin, load
from glossaries.glossary import Glossary
from glossaries.rows import cells
from glossaries.tables import to_csv, to_tsv
from glossaries.tbx import to_tbx
from mt.serving.access import admit, service_of
from mt.serving.answers import Json, Upload, fields_of, object_of, text_in
from mt.serving.documents import plain_name
from mt.serving.downloads import attachment
from mt.serving.editing import entry_of, store_of, terms_in
from mt.serving.glossaries import Entry, terms_of
from mt.serving.refusal import Refused

SHOWN = 500
"""Terms that are shown at a time."""
WRITERS = {"tsv": to_tsv, "csv": to_csv, "tbx": to_tbx}


async def all_of_them(request: Request) -> Response:
    """The glossaries that can be asked for; or a new one, of a name or of a file."""
    admit(request)
    service = service_of(request)
    if request.method == "POST":
        store = store_of(service, edit=True)
        fields = await fields_of(request)
        file = fields.get("file")
        terms = terms_in(file.content, plain_name(file.name)) if isinstance(file, Upload) else ()
        name = text_in(fields, "name") or (file.name.rpartition(".")[0] if isinstance(file, Upload) else "")
        return Json(_told(store.make(name, terms)), 201)
    kept = [_told(entry) for entry in service.glossaries.entries()] if service.glossaries else []
    own = service.translator.glossary
    return Json(
        {
            "glossaries": [*kept, *({"id": name, "name": name, "terms": None, "kept": False} for name in builtin())],
            "always": {"name": own.name, "terms": len(own.terms)} if own else None,
        }
    )


async def one(request: Request) -> Response:
    admit(request)
    store = store_of(service_of(request), edit=request.method != "GET")
    entry = entry_of(store, request.path_params["id"])
    if request.method == "DELETE":
        store.delete(entry.id)
        return Response(status_code=204)
    if request.method == "PATCH":
        entry = store.rename(entry.id, text_in(await object_of(request), "name"))
    return Json(_told(entry))


async def terms(request: Request) -> Response:
    """The terms in which a text stands, the first ones; or terms to add, or one to take out."""
    admit(request)
    service = service_of(request)
    id_ = request.path_params["id"]
    if request.method == "GET":
        wanted = request.query_params.get("q", "").strip().lower()
        found = [
            term
            for term in _glossary(request, id_).terms
            if not wanted or any(wanted in form.lower() for form in (*term.sources, *term.targets))
        ]
        return Json({"total": len(found), "terms": [cells(term) for term in found[:SHOWN]]})
    store = store_of(service, edit=True)
    entry = entry_of(store, id_)
    if request.method == "DELETE":
        return Json(_told(store.remove(entry.id, request.query_params.get("source", ""))))
    fields = await fields_of(request)
    file = fields.get("file")
    if isinstance(file, Upload):
        return Json(_told(store.add(entry.id, terms_in(file.content, plain_name(file.name)))))
    rows = fields.get("terms")
    if not isinstance(rows, list) or not all(isinstance(row, dict) and _texts(row) for row in rows):
        raise Refused(400, "terms: a list of objects with source and target is wanted")
    return Json(_told(store.add(entry.id, terms_of(rows))))


async def export(request: Request) -> Response:
    admit(request)
    form = request.path_params["form"]
    if form not in WRITERS:
        raise Refused(404, "Not found")
    glossary = _glossary(request, request.path_params["id"])
    return attachment("".join(WRITERS[form](glossary)), f"{plain_name(glossary.name)}.{form}")


def _glossary(request: Request, id_: str) -> Glossary:
    """A glossary that is kept, by its id, or a built-in one by its name."""
    if id_ in builtin():
        return load(id_)
    store = store_of(service_of(request))
    return store.glossary(entry_of(store, id_))


def _texts(row: dict[str, Any]) -> bool:
    return all(isinstance(cell, str) for cell in row.values())


def _told(entry: Entry) -> dict[str, Any]:
    return {"id": entry.id, "name": entry.name, "terms": entry.terms, "kept": True}


ROUTES = [
    Route("/api/glossaries", all_of_them, methods=["GET", "POST"]),
    Route("/api/glossaries/{id}", one, methods=["GET", "PATCH", "DELETE"]),
    Route("/api/glossaries/{id}/terms", terms, methods=["GET", "PUT", "DELETE"]),
    Route("/api/glossaries/{id}/{form}", export, methods=["GET"]),
]
