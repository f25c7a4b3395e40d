"""The page's files: sent, watched, fetched. Who knows the key of a file may have it."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mt.serving.access import admit, service_of
from mt.serving.answers import Json, Upload, fields_of
from mt.serving.documents import State
from mt.serving.downloads import attachment
from mt.serving.formats import supported
from mt.serving.refusal import Refused
from mt.serving.wanted import wanted_in


async def send(request: Request) -> Response:
    admit(request)
    service = service_of(request)
    if not service.options.files:
        raise Refused(403, "this server takes no files")
    fields = await fields_of(request)
    file = fields.get("file")
    if not isinstance(file, Upload) or not file.content:
        raise Refused(400, "the file is empty")
    if not supported(file.name):
        raise Refused(400, f"{file.name}: files of this kind are not read")
    translator = await asyncio.to_thread(service.translator_for, wanted_in(fields.get("glossary")))
    return Json(_told(await asyncio.to_thread(service.documents.begin, file.content, file.name, translator)), 201)


async def watch(request: Request) -> Response:
    state = _state(request)
    if request.method == "DELETE":
        service_of(request).documents.remove(state.id)
        return Response(status_code=204)
    return Json(_told(state))


async def fetch(request: Request) -> Response:
    state = _state(request)
    content = service_of(request).documents.content(state.id)
    if content is None:
        raise Refused(404, "the file is not there yet, or no more")
    return attachment(content, state.name)


def _state(request: Request) -> State:
    key = request.query_params.get("key", "")
    state = service_of(request).documents.state_for(request.path_params["id"], key)
    if state is None:
        raise Refused(404, "the file is not there, or no more")
    return state


def _told(state: State) -> dict[str, Any]:
    return {
        "id": state.id,
        "key": state.key,
        "name": state.name,
        "status": state.status,
        "done": state.done,
        "total": state.total,
        "terms": dict(state.terms),
        "notes": state.notes,
        "error": state.error,
    }


ROUTES = [
    Route("/api/documents", send, methods=["POST"]),
    Route("/api/documents/{id}", watch, methods=["GET", "DELETE"]),
    Route("/api/documents/{id}/content", fetch, methods=["GET"]),
]
