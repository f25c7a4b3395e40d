"""Documents by DeepL's interface: sent, asked after, fetched. Each has a key that only its sender knows."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mt.documents.endings import ending_of
from mt.serving.access import admit, service_of
from mt.serving.answers import Json, Upload, fields_of, text_in
from mt.serving.deepl import languages_of, translator_of
from mt.serving.documents import State
from mt.serving.downloads import attachment
from mt.serving.formats import supported
from mt.serving.refusal import Refused

STATUS = {"waiting": "queued", "translating": "translating", "done": "done", "error": "error"}


async def send(request: Request) -> Response:
    admit(request, missing=403)
    service = service_of(request)
    if not service.options.files:
        raise Refused(403, "This server takes no documents.")
    fields = await fields_of(request)
    file = fields.get("file")
    if not isinstance(file, Upload) or not file.content:
        raise Refused(400, "Parameter 'file' not specified.")
    source = languages_of(fields) or "ar"
    name = text_in(fields, "filename") or file.name
    if not supported(name):
        raise Refused(400, "Invalid file data: a file of this kind is not supported.")
    if text_in(fields, "output_format").lower() not in ("", ending_of(name)[1:]):
        raise Refused(400, "Value for 'output_format' not supported: a document stays what it is.")
    translator = await translator_of(service, fields, source)
    state = await asyncio.to_thread(service.documents.begin, file.content, name, translator if source == "ar" else None)
    return Json({"document_id": state.id, "document_key": state.key})


async def ask(request: Request) -> Response:
    state = await _state(request)
    told = {"document_id": state.id, "status": STATUS[state.status], "billed_characters": state.characters}
    if state.status == "error":
        told |= {"error_message": state.error, "message": state.error}
    elif state.status != "done":
        told["seconds_remaining"] = 1 + (state.total - state.done) // 50
    return Json(told)


async def fetch(request: Request) -> Response:
    state = await _state(request)
    if state.status != "done":
        raise Refused(503, "Document is not ready.", 5)
    content = service_of(request).documents.content(state.id)
    if content is None:
        raise Refused(404, "Document not found")
    return attachment(content, state.name)


async def _state(request: Request) -> State:
    """The document that a request names, with its key."""
    admit(request, missing=403)
    fields = await fields_of(request)
    state = service_of(request).documents.state_for(request.path_params["id"], text_in(fields, "document_key"))
    if state is None:
        raise Refused(404, "Document not found")
    return state


ROUTES = [
    Route("/v2/document", send, methods=["POST"]),
    Route("/v2/document/{id}", ask, methods=["GET", "POST"]),
    Route("/v2/document/{id}/result", fetch, methods=["GET", "POST"]),
]
