"""What OmegaT's plugin for OPUS-MT asks: a sentence in the query, whatever that is called; `{"translation": ...}`."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mt.serving.access import admit, service_of
from mt.serving.answers import Json, fields_of, text_in
from mt.serving.refusal import Refused

NAMES = ("text", "q", "source", "sentence", "input")


async def translate(request: Request) -> Response:
    fields = await fields_of(request)
    admit(request, text_in(fields, "api_key"))
    text = next((found for name in NAMES if (found := text_in(fields, name))), "")
    if not text:
        raise Refused(400, "missing text parameter")
    request.state.texts = [text]
    service = service_of(request)
    (pair,) = await service.pairs([text], service.translator)
    return Json({"translation": pair.target})


ROUTES = [Route("/omegat", translate, methods=["GET"])]
