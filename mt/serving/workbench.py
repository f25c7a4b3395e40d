"""What the page asks for beside files and glossaries: sentences as they are decoded, other renderings, corrections."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from align.bitext import SegmentPair
from align.checking import to_check
from glossaries.errors import QantaraError
from mt.api.translator import Translator
from mt.protected.sentences import whole_sentences
from mt.serving.access import admit, service_of
from mt.serving.answers import Json, object_of, text_in
from mt.serving.formats import FILES
from mt.serving.refusal import Refused
from mt.serving.service import Service
from mt.serving.shown import findings, terms
from mt.serving.wanted import wanted_in

LONGEST = 400_000
"""Characters of a text on the page."""
MOST_ALTERNATIVES = 8


async def info(request: Request) -> Response:
    service = service_of(request)
    options = service.options
    return Json(
        {
            "version": version("qantara"),
            "model": service.translator.model.name,
            "signature": service.translator.signature,
            "keyRequired": service.keys is not None,
            "corrections": service.corrections is not None and not options.read_only,
            "glossaries": service.glossaries is not None,
            "readOnly": options.read_only,
            "files": list(FILES) if options.files else [],
            "largestFile": options.largest_file,
            "characters": options.characters or LONGEST,
        }
    )


async def translate(request: Request) -> Response:
    """The sentences of a text, one JSON object a line, each as soon as it and those before it are there."""
    admit(request)
    service, fields = service_of(request), await object_of(request)
    text = text_in(fields, "text")
    if not text:
        raise Refused(400, "there is no text")
    most = service.options.characters or LONGEST
    if len(text) > most:
        raise Refused(400, f"the text has {len(text):,} characters, and {most:,} are taken at a time: send a file")
    request.state.texts = [text]
    translator = await asyncio.to_thread(service.translator_for, wanted_in(fields.get("glossary")))
    sentences = await asyncio.to_thread(whole_sentences, text)
    texts = [each.text for each in sentences]
    corrected = service.corrections.find(texts) if service.corrections else {}
    lines = _lines(service, translator, texts, [each.start for each in sentences], set(corrected))
    return StreamingResponse(lines, media_type="application/x-ndjson")


async def _lines(
    service: Service, translator: Translator, texts: list[str], starts: list[int], corrected: set[str]
) -> AsyncIterator[str]:
    yield json.dumps({"sentences": len(texts)}) + "\n"
    known = {text: pair for text in texts if text not in corrected and (pair := service.recent(translator, text))}
    new = list(dict.fromkeys(text for text in texts if text not in known))
    came: asyncio.Queue[list[SegmentPair] | None] = asyncio.Queue()
    work = asyncio.create_task(service.sentences(new, translator, came.put_nowait))
    work.add_done_callback(lambda task: came.put_nowait(None))
    try:
        for start, text in zip(starts, texts, strict=True):
            while text not in known and (pairs := await came.get()) is not None:
                known |= {pair.source: pair for pair in pairs}
                for pair in pairs:
                    service.remember(translator, pair)
            if text not in known:
                known |= {pair.source: pair for pair in await work}
            yield _line({"start": start, "corrected": text in corrected, **shown(known[text])})
        yield _line({"check": sorted(to_check([known[text].risk for text in texts]))})
    except (Refused, QantaraError) as error:
        yield _line({"error": str(error)})
    finally:
        work.cancel()


async def alternatives(request: Request) -> Response:
    """Other renderings of a sentence, all of which begin as `begun` does."""
    admit(request)
    service, fields = service_of(request), await object_of(request)
    sentence = _sentence(fields, "source")
    translator = await asyncio.to_thread(service.translator_for, wanted_in(fields.get("glossary")))
    found = await service.alternatives(sentence, translator, MOST_ALTERNATIVES, text_in(fields, "begun"))
    return Json({"alternatives": [shown(pair) for pair in found]})


async def correct(request: Request) -> Response:
    """Keep what a person made of a sentence; the pair with its words linked comes back."""
    admit(request)
    service, fields = service_of(request), await object_of(request)
    if service.options.read_only:
        raise Refused(403, "nothing can be changed on this server")
    source, target = _sentence(fields, "source"), _sentence(fields, "target")
    translator = await asyncio.to_thread(service.translator_for, wanted_in(fields.get("glossary")))
    pair = await service.correct(source, target, translator)
    return Json({"corrected": True, **shown(pair)})


def _sentence(fields: dict[str, Any], name: str) -> str:
    text = text_in(fields, name)
    if not text.strip() or len(text) > 5000:
        raise Refused(400, f"{name}: one sentence is wanted")
    return text


def shown(pair: SegmentPair) -> dict[str, Any]:
    """A pair as the page draws it: places of tokens in characters, links by the numbers of tokens."""
    return {
        "source": pair.source,
        "target": pair.target,
        "sourceTokens": _spans(pair.source_tokens),
        "targetTokens": _spans(pair.target_tokens),
        "links": [[i, j, round(score, 2)] for i, j, score in pair.links],
        "terms": terms(pair),
        "findings": findings(pair),
        "score": pair.score,
        "risk": pair.risk,
    }


def _spans(tokens: Sequence[Any]) -> list[list[int]]:
    return [[token.start, token.end] for token in tokens]


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace").decode() + "\n"


ROUTES = [
    Route("/api/info", info, methods=["GET"]),
    Route("/api/translate", translate, methods=["POST"]),
    Route("/api/alternatives", alternatives, methods=["POST"]),
    Route("/api/corrections", correct, methods=["POST"]),
]
