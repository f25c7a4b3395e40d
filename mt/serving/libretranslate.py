"""The interface that clients of LibreTranslate speak (1.9): its paths, parameters, errors and their texts.

Where the original is wrong this one is not: HTML stays escaped, batches are decoded together, several `q` of a form are
a batch. What qantara knows besides stands in fields that clients pass over: `terms`, `links` and `findings`; a
`glossary` may be asked for.
"""

import asyncio
import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from align.bitext import SegmentPair
from mt.api.translator import Translator
from mt.pipeline.whole import whole
from mt.protected.sentences import whole_sentences
from mt.serving.access import admit, read_metrics, service_of
from mt.serving.answers import UNREADABLE, Json, Upload, fields_of, text_in
from mt.serving.downloads import attachment
from mt.serving.formats import FILES, supported
from mt.serving.languages import AUTO, NAMES, detected, targets, translates
from mt.serving.markup import fragment, put_together
from mt.serving.refusal import Refused
from mt.serving.service import Service
from mt.serving.shown import details, findings, terms
from mt.serving.spec import SPEC
from mt.serving.wanted import wanted_in

FORMATS = ("text", "html")
_DOWNLOAD = re.compile(r"([0-9a-f]{32})\.(.+)")


async def translate(request: Request) -> Response:
    service = service_of(request)
    fields = await fields_of(request)
    _wanted(fields, "q", "source", "target")
    texts, several = _texts(fields["q"]), isinstance(fields["q"], list)
    admit(request, text_in(fields, "api_key"), len(texts))
    source, target = text_in(fields, "source"), text_in(fields, "target")
    guessed = detected("\n".join(texts))[0] if source.strip().lower() == AUTO else None
    source = guessed.language if guessed else source
    translated = translates(source, target, service.options)
    form = text_in(fields, "format") or "text"
    if form not in FORMATS:
        raise Refused(400, f"{form[:30]} format is not supported")
    count = _alternatives(fields.get("alternatives"), service.options.alternatives)
    _within(texts, service)
    request.state.texts = texts
    if translated:
        translator = await asyncio.to_thread(service.translator_for, wanted_in(fields.get("glossary")))
        answers = await _answers(service, translator, texts, form == "html", count)
    else:
        answers = [_answer(text, [], {"terms": [], "links": [], "findings": []}) for text in texts]
    answer = _batch(answers) if several else answers[0]
    if not count:
        answer.pop("alternatives")
    if guessed:
        said = {"confidence": guessed.confidence, "language": guessed.language}
        answer["detectedLanguage"] = [said] * len(texts) if several else said
    return Json(answer)


async def _answers(
    service: Service, translator: Translator, texts: list[str], html: bool, count: int
) -> list[dict[str, Any]]:
    if html:
        documents = [fragment(text) for text in texts]
        made = iter(await service.sentences([each for document in documents for each in document.marked], translator))
        answers = []
        for document in documents:
            pairs = list(islice(made, len(document.segments)))
            more = {
                "terms": [term for pair in pairs for term in terms(pair, placed=False)],
                "links": [],
                "findings": [each for pair in pairs for each in findings(pair, placed=False)],
            }
            answers.append(_answer(put_together(document, pairs), [], more))
        return answers
    pairs = await service.pairs(texts, translator)
    others = [await _others(service, translator, pair, count) if count else [] for pair in pairs]
    return [_answer(pair.target, other, details(pair)) for pair, other in zip(pairs, others, strict=True)]


async def _others(service: Service, translator: Translator, best: SegmentPair, count: int) -> list[str]:
    """Other translations of a text: the k-th is made of the k-th of each sentence."""
    sentences = whole_sentences(best.source)
    found = [await service.alternatives(each.text, translator, count + 1) for each in sentences]
    starts = [each.start for each in sentences]
    made: dict[str, None] = {}
    for k in range(count + 1):
        pairs = [
            these[min(k, len(these) - 1)] if these else SegmentPair("", each.text, each.text)
            for these, each in zip(found, sentences, strict=True)
        ]
        made[whole(best.source, starts, pairs).target] = None
    made.pop(best.target, None)
    return list(made)[:count]


def _answer(text: str, others: list[str], more: dict[str, Any]) -> dict[str, Any]:
    return {"translatedText": text, "alternatives": others, **more}


def _batch(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Many answers as one, whose every field is a list."""
    keys = ("translatedText", "alternatives", "terms", "links", "findings")
    return {key: [answer[key] for answer in answers] for key in keys}


def _wanted(fields: dict[str, Any], *names: str) -> None:
    for name in names:
        if fields.get(name) is None or fields[name] in ("", []):
            raise Refused(400, f"Invalid request: missing {name} parameter")


def _texts(q: Any) -> list[str]:
    """The texts of a field that holds one or several. Raises Refused for others."""
    texts = q if isinstance(q, list) else [q]
    if not all(isinstance(text, str) for text in texts):
        raise Refused(400, "Invalid request: q must be a string or a list of strings")
    return texts


def _alternatives(value: Any, most: int) -> int:
    try:
        count = int(value or 0)
    except (TypeError, ValueError):
        raise Refused(400, "Invalid request: alternatives parameter is not a number") from None
    if count > most:
        raise Refused(400, f"Invalid request: alternatives parameter must be <= {most}")
    return max(count, 0)


def _within(texts: Sequence[str], service: Service) -> None:
    options = service.options
    if options.batch and len(texts) > options.batch:
        raise Refused(400, f"Invalid request: request ({len(texts)}) exceeds text limit ({options.batch})")
    longest = max(map(len, texts), default=0)
    if options.characters and longest > options.characters:
        raise Refused(400, f"Invalid request: request ({longest}) exceeds text limit ({options.characters})")


async def detect(request: Request) -> Response:
    fields = await fields_of(request)
    _wanted(fields, "q")
    texts = _texts(fields["q"])
    admit(request, text_in(fields, "api_key"))
    _within(texts, service_of(request))
    return Json([each._asdict() for each in detected("\n".join(texts))])


async def languages(request: Request) -> Response:
    """The languages. To POST is wrong, as with the original, but for the form that Argos Translate's client sends."""
    if request.method == "POST" and "form" not in request.headers.get("content-type", ""):
        raise Refused(405, "Method not allowed")
    known = targets(service_of(request).options)
    return Json([{"code": code, "name": NAMES[code], "targets": into} for code, into in known.items()])


async def translate_file(request: Request) -> Response:
    service = service_of(request)
    if not service.options.files:
        raise Refused(403, "Files translation are disabled on this server.")
    fields = await fields_of(request)
    file = fields.get("file")
    if not isinstance(file, Upload):
        raise Refused(400, UNREADABLE)
    _wanted(fields, "source", "target")
    admit(request, text_in(fields, "api_key"))
    source = text_in(fields, "source")
    translated = translates(
        "ar" if source.strip().lower() == AUTO else source, text_in(fields, "target"), service.options
    )
    if not supported(file.name):
        raise Refused(400, "Invalid request: file format not supported")
    if not file.name or not file.content:
        raise Refused(400, "Invalid request: empty file")
    translator = await asyncio.to_thread(service.translator_for, wanted_in(fields.get("glossary")))
    state = await service.translated_file(file.content, file.name, translator, translated)
    if state.error:
        raise Refused(400, state.error)
    return Json({"translatedFileUrl": str(request.url_for("download", name=f"{state.id}.{state.name}"))})


async def download(request: Request) -> Response:
    asked = _DOWNLOAD.fullmatch(request.path_params["name"])
    if not asked:
        raise Refused(400, "Invalid filename")
    documents = service_of(request).documents
    state, content = documents.state(asked[1]), documents.content(asked[1])
    if state is None or content is None:
        raise Refused(404, "Not found")
    return attachment(content, state.name)


async def suggest(request: Request) -> Response:
    service = service_of(request)
    if not (service.options.suggestions and service.corrections):
        raise Refused(403, "Suggestions are disabled on this server.")
    fields = await fields_of(request)
    _wanted(fields, "q", "s", "source", "target")
    admit(request, text_in(fields, "api_key"))
    q, s = text_in(fields, "q"), text_in(fields, "s")
    _within([q, s], service)
    if translates(text_in(fields, "source"), text_in(fields, "target"), service.options):
        await service.correct(q, s, service.translator)
    return Json({"success": True})


async def settings(request: Request) -> Response:
    service = service_of(request)
    options = service.options
    return Json(
        {
            "apiKeys": service.keys is not None,
            "charLimit": options.characters or -1,
            "filesTranslation": options.files,
            "frontendTimeout": 500,
            "keyRequired": service.keys is not None,
            "language": {"source": {"code": "ar", "name": "Arabic"}, "target": {"code": "en", "name": "English"}},
            "suggestions": bool(options.suggestions and service.corrections),
            "supportedFilesFormat": list(FILES) if options.files else [],
        }
    )


async def health(request: Request) -> Response:
    return Json({"status": "ok"})


async def spec(request: Request) -> Response:
    return Json(SPEC)


async def docs(request: Request) -> Response:
    return RedirectResponse("/spec")


async def metrics(request: Request) -> Response:
    return Response(read_metrics(request), media_type=service_of(request).metrics.content_type)


ROUTES = [
    Route("/translate", translate, methods=["POST"]),
    Route("/detect", detect, methods=["POST"]),
    Route("/languages", languages, methods=["GET", "POST"]),
    Route("/translate_file", translate_file, methods=["POST"]),
    Route("/download_file/{name}", download, methods=["GET"], name="download"),
    Route("/suggest", suggest, methods=["POST"]),
    Route("/frontend/settings", settings, methods=["GET"]),
    Route("/health", health, methods=["GET"]),
    Route("/spec", spec, methods=["GET"]),
    Route("/docs", docs, methods=["GET"]),
    Route("/docs/", docs, methods=["GET"]),
    Route("/metrics", metrics, methods=["GET"]),
]
PATHS = tuple(route.path.partition("{")[0].rstrip("/") for route in ROUTES)
"""Where any page in a browser may ask, as with the original."""
