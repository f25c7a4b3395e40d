"""Glossaries by DeepL's interface, second and third version: one store under both, and each can be edited."""

import io
from collections.abc import Sequence
from csv import writer
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from glossaries.glossary import Term
from glossaries.languages import language_of
from mt.serving.access import admit, service_of
from mt.serving.answers import Json, fields_of, text_in
from mt.serving.editing import entry_of, store_of, terms_in
from mt.serving.glossaries import Entry, GlossaryStore
from mt.serving.refusal import Refused

PAIR = {"source_lang": "ar", "target_lang": "en"}
"""The languages of every dictionary here."""
LONGEST = 1024
"""Bytes of a term, as with DeepL."""


async def pairs(request: Request) -> Response:
    admit(request, missing=403)
    return Json({"supported_languages": [PAIR]})


async def second(request: Request) -> Response:
    """All glossaries, or a new one."""
    store = _store(request)
    if request.method == "GET":
        return Json({"glossaries": [_second(entry) for entry in store.entries()]})
    fields = await fields_of(request)
    terms = _terms(fields)
    return Json(_second(store.make(text_in(fields, "name"), terms)), 201)


async def second_one(request: Request) -> Response:
    store = _store(request)
    entry = entry_of(store, request.path_params["id"])
    if request.method == "DELETE":
        store.delete(entry.id)
        return Response(status_code=204)
    return Json(_second(entry))


async def second_entries(request: Request) -> Response:
    store = _store(request)
    terms = store.glossary(entry_of(store, request.path_params["id"])).terms
    csv = "csv" in request.headers.get("accept", "")
    kind = "text/csv" if csv else "text/tab-separated-values"
    return Response(_csv(terms) if csv else _tsv(terms), media_type=kind)


async def third(request: Request) -> Response:
    store = _store(request)
    if request.method == "GET":
        return Json({"glossaries": [_third(entry) for entry in store.entries()]})
    fields = await fields_of(request)
    return Json(_third(store.make(text_in(fields, "name"), _dictionaries(fields))), 201)


async def third_one(request: Request) -> Response:
    store = _store(request)
    entry = entry_of(store, request.path_params["id"])
    if request.method == "DELETE":
        store.delete(entry.id)
        return Response(status_code=204)
    if request.method == "PATCH":
        fields = await fields_of(request)
        terms = _dictionaries(fields)
        if fields.get("name") is not None:
            entry = store.rename(entry.id, text_in(fields, "name"))
        if terms:
            entry = store.add(entry.id, terms)
    return Json(_third(entry))


async def third_entries(request: Request) -> Response:
    store = _store(request)
    _of_pair(request.query_params)
    terms = store.glossary(entry_of(store, request.path_params["id"])).terms
    return Json({"dictionaries": [{**PAIR, "entries": _tsv(terms), "entries_format": "tsv"}]})


async def third_dictionary(request: Request) -> Response:
    """The dictionary of a glossary, put in the place of what it had, or emptied."""
    store = _store(request)
    entry = entry_of(store, request.path_params["id"])
    if request.method == "DELETE":
        _of_pair(request.query_params)
        store.add(entry.id, (), instead=True)
        return Response(status_code=204)
    entry = store.add(entry.id, _terms(await fields_of(request)), instead=True)
    return Json({**PAIR, "entry_count": entry.terms})


def _store(request: Request) -> GlossaryStore:
    admit(request, missing=403)
    return store_of(service_of(request), edit=request.method != "GET")


def _second(entry: Entry) -> dict[str, Any]:
    return {
        "glossary_id": entry.id,
        "name": entry.name,
        "ready": True,
        **PAIR,
        "creation_time": _time(entry),
        "entry_count": entry.terms,
    }


def _third(entry: Entry) -> dict[str, Any]:
    return {
        "glossary_id": entry.id,
        "name": entry.name,
        "creation_time": _time(entry),
        "dictionaries": [{**PAIR, "entry_count": entry.terms}],
    }


def _time(entry: Entry) -> str:
    return datetime.fromtimestamp(entry.made, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _dictionaries(fields: dict[str, Any]) -> list[Term]:
    """The terms of all dictionaries of a request, which may all be of one pair of languages only."""
    found = fields.get("dictionaries") or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Refused(400, "Value for 'dictionaries' not supported.")
    return [term for each in found for term in _terms(each)]


def _terms(fields: dict[str, Any]) -> tuple[Term, ...]:
    """The entries of a dictionary. Raises Refused or GlossaryError, which name the line."""
    _of_pair(fields)
    form = text_in(fields, "entries_format") or "tsv"
    if form not in ("tsv", "csv"):
        raise Refused(400, "Value for 'entries_format' not supported.")
    terms = terms_in(text_in(fields, "entries"), f"entries.{form}")
    if not terms:
        raise Refused(400, "No entries found in 'entries'.")
    if any(len(side.encode("utf-8", "replace")) > LONGEST for term in terms for side in (term.source, term.target)):
        raise Refused(400, f"An entry of more than {LONGEST} bytes.")
    return terms


def _of_pair(fields: Any) -> None:
    if [language_of(str(fields.get(key, ""))) for key in PAIR] != [*PAIR.values()]:
        raise Refused(400, "Unsupported language pair: glossaries are from AR to EN.")


def _tsv(terms: Sequence[Term]) -> str:
    return "\n".join(f"{term.source}\t{term.target}" for term in terms)


def _csv(terms: Sequence[Term]) -> str:
    out = io.StringIO()
    writer(out, lineterminator="\n").writerows((term.source, term.target) for term in terms)
    return out.getvalue()


ROUTES = [
    Route("/v2/glossary-language-pairs", pairs, methods=["GET"]),
    Route("/v2/glossaries", second, methods=["GET", "POST"]),
    Route("/v2/glossaries/{id}", second_one, methods=["GET", "DELETE"]),
    Route("/v2/glossaries/{id}/entries", second_entries, methods=["GET"]),
    Route("/v3/glossaries", third, methods=["GET", "POST"]),
    Route("/v3/glossaries/{id}", third_one, methods=["GET", "PATCH", "DELETE"]),
    Route("/v3/glossaries/{id}/entries", third_entries, methods=["GET"]),
    Route("/v3/glossaries/{id}/dictionaries", third_dictionary, methods=["PUT", "DELETE"]),
]
