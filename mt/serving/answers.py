"""Bodies of requests in, JSON out."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from mt.serving.options import LARGEST_TEXT
from mt.serving.refusal import Refused

UNREADABLE = "The browser (or proxy) sent a request that this server could not understand."
_LONE = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
MOST_FIELDS = 2000


class Upload(NamedTuple):
    """A file of a form, called `name` by the client."""

    name: str
    content: bytes


class Json(Response):
    """An answer in JSON. What has no UTF-8 is written as a question mark."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


async def json_of(request: Request) -> Any:
    """The body as JSON. Raises Refused where it is none."""
    try:
        return _sound(json.loads(await request.body()))
    except (ValueError, RecursionError):
        raise Refused(400, UNREADABLE) from None


async def object_of(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises Refused where it is none."""
    found = await json_of(request)
    if not isinstance(found, dict):
        raise Refused(400, "Invalid JSON format")
    return found


async def fields_of(request: Request) -> dict[str, Any]:
    """The fields of a request: of a JSON object, or else of a form and of the query; several of a name make a list."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind.endswith("json"):
        return await object_of(request)
    fields: dict[str, list[Any]] = {}
    pairs: list[tuple[str, Any]] = _pairs(request.scope["query_string"])
    if kind == "application/x-www-form-urlencoded":
        pairs += [(key, _line_ends(value)) for key, value in _pairs(await request.body())]
    elif kind == "multipart/form-data":
        async with request.form(max_files=4, max_fields=MOST_FIELDS, max_part_size=LARGEST_TEXT) as form:
            for key, each in form.multi_items():
                file = None if isinstance(each, str) else Upload(each.filename or "", await each.read())
                pairs.append((key, file or _line_ends(str(each))))
    for key, value in pairs:
        fields.setdefault(key, []).append(value)
    return {key: values[0] if len(values) == 1 else values for key, values in fields.items()}


def text_in(fields: Mapping[str, Any], name: str) -> str:
    """A field that is a text, or empty. Raises Refused for one that is something else."""
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(400, f"Invalid request: {name} must be a string")
    return value


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    """The fields of a query or a form. What is no UTF-8 becomes U+FFFD. Raises Refused for too many."""
    try:
        return parse_qsl(encoded.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refused(400, UNREADABLE) from None


def _sound(value: Any) -> Any:
    """A value whose texts can be written as UTF-8."""
    if isinstance(value, str):
        return value if value.isascii() else value.translate(_LONE) if _has_lone(value) else value
    if isinstance(value, list):
        return [_sound(each) for each in value]
    if isinstance(value, dict):
        return {_sound(key): _sound(each) for key, each in value.items()}
    return value


def _has_lone(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _line_ends(text: str) -> str:
    """The text of a form as it was typed: browsers send CRLF."""
    return text.replace("\r\n", "\n")
