"""Files as answers: given to be kept, never to be shown by the browser as a page of this server."""

from urllib.parse import quote

from starlette.responses import Response


def attachment(content: bytes | str, name: str) -> Response:
    """A file under a name (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    told = f'attachment; filename="{plain}"' + ("" if plain == name else f"; filename*=UTF-8''{quote(name)}")
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": told})
