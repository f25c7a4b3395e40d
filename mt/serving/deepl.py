"""The interface that clients of DeepL speak: texts, languages, usage. Glossaries and documents have modules of their own.

What it cannot do it refuses: nothing that would change a translation is passed over in silence. Beyond the original an
answer has `terms` and `findings`: whether a term of the glossary was applied is said.
"""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from glossaries.languages import language_of
from mt.api.translator import Translator
from mt.serving.access import admit, service_of
from mt.serving.answers import Json, fields_of
from mt.serving.languages import detected
from mt.serving.markup import fragment, put_together
from mt.serving.refusal import Refused
from mt.serving.service import Service, Wanted
from mt.serving.shown import details, findings, terms

MOST_TEXTS = 50
UNLIMITED = 10**12
NOT_HERE = ("custom_instructions", "style_id", "translation_memory_id")
"""Parameters that would change a translation and are not known here."""


async def translate(request: Request) -> Response:
    admit(request, missing=403)
    service, fields = service_of(request), await fields_of(request)
    texts = listed(fields.get("text"))
    if not texts or not all(isinstance(text, str) for text in texts):
        raise Refused(400, "Parameter 'text' not specified.")
    if len(texts) > MOST_TEXTS:
        raise Refused(400, f"Too many texts: {MOST_TEXTS} at most.")
    source = languages_of(fields)
    _refuse(fields)
    translator = await translator_of(service, fields, source)
    sources = [source or detected(text)[0].language for text in texts]
    arabic = [text for text, language in zip(texts, sources, strict=True) if language == "ar"]
    request.state.texts = texts
    made = iter(await _translated(service, translator, arabic, fields))
    service.billed += sum(map(len, texts))
    asked = {"model_type_used": service.translator.model.name} if fields.get("model_type") else {}
    return Json(
        {
            "translations": [
                (next(made) if language == "ar" else {"text": text})
                | {"detected_source_language": language.upper(), "billed_characters": len(text)}
                | asked
                for text, language in zip(texts, sources, strict=True)
            ]
        }
    )


async def _translated(
    service: Service, translator: Translator, texts: list[str], fields: dict[str, Any]
) -> list[dict[str, Any]]:
    if not fields.get("tag_handling"):
        pairs = await service.pairs(texts, translator)
        return [{"text": pair.target, **details(pair)} for pair in pairs]
    ignored = [name for each in listed(fields.get("ignore_tags")) for name in str(each).split(",")]
    documents = [fragment(text, ignored) for text in texts]
    found = iter(await service.sentences([each for document in documents for each in document.marked], translator))
    answers = []
    for document in documents:
        pairs = [next(found) for _ in document.segments]
        answers.append(
            {
                "text": put_together(document, pairs),
                "terms": [term for pair in pairs for term in terms(pair, placed=False)],
                "findings": [each for pair in pairs for each in findings(pair, placed=False)],
            }
        )
    return answers


def _refuse(fields: dict[str, Any]) -> None:
    if fields.get("tag_handling") not in (None, "", "html", "xml"):
        raise Refused(400, "Value for 'tag_handling' not supported.")
    if fields.get("formality") in ("more", "less"):
        raise Refused(400, "'formality' is not supported for given 'target_lang'.")
    for name in NOT_HERE:
        if fields.get(name):
            raise Refused(400, f"'{name}' is not supported on this server.")


def languages_of(fields: dict[str, Any]) -> str:
    """The source language, empty where it is to be guessed. Raises Refused where a language is none of these."""
    source, target = fields.get("source_lang") or "", fields.get("target_lang")
    if not target:
        raise Refused(400, "Parameter 'target_lang' not specified.")
    if not isinstance(target, str) or language_of(target) != "en":
        raise Refused(400, "Value for 'target_lang' not supported.")
    if source and not (isinstance(source, str) and language_of(source)):
        raise Refused(400, "Value for 'source_lang' not supported.")
    return language_of(source) if source else ""


async def translator_of(service: Service, fields: dict[str, Any], source: str) -> Translator:
    """The translator with the glossaries that are asked for by their ids. Raises Refused."""
    ids = [fields.get("glossary_id"), *listed(fields.get("glossary_ids"))]
    wanted: list[Wanted] = [each for id_ in ids if id_ for each in str(id_).split(",")]
    if wanted and not source:
        raise Refused(400, "Use of a glossary requires the source_lang parameter to be specified.")
    if any(isinstance(each, str) and (not service.glossaries or not service.glossaries.find(each)) for each in wanted):
        raise Refused(404, "Glossary not found")
    return await asyncio.to_thread(service.translator_for, wanted)


def listed(value: Any) -> list[Any]:
    """A field that may hold one or several."""
    return value if isinstance(value, list) else [] if value is None else [value]


async def languages(request: Request) -> Response:
    admit(request, missing=403)
    fields = await fields_of(request)
    if fields.get("type") == "target":
        english = (("EN-GB", "English (British)"), ("EN-US", "English (American)"))
        return Json([{"language": code, "name": name, "supports_formality": False} for code, name in english])
    return Json([{"language": "AR", "name": "Arabic"}, {"language": "EN", "name": "English"}])


async def usage(request: Request) -> Response:
    admit(request, missing=403)
    return Json({"character_count": service_of(request).billed, "character_limit": UNLIMITED})


ROUTES = [
    Route("/v2/translate", translate, methods=["POST"]),
    Route("/v2/languages", languages, methods=["GET", "POST"]),
    Route("/v2/usage", usage, methods=["GET", "POST"]),
]
