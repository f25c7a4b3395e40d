"""What a server is told: plain values, so that they can be handed to each of its processes."""

import json
from dataclasses import asdict, dataclass
from typing import Any

ENVIRONMENT = "QANTARA_SERVER"
"""The variable that hands the options to the processes of a server."""
LARGEST_TEXT = 2 << 20
"""Bytes of a request that holds text."""


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """`model` to `device` are those of `qantara translate`.

    `memory` keeps corrections, `glossaries_at` the glossaries that are edited: files, none where empty. `folder` is for
    translated files. `keys`: the file of the keys of which one is then needed. `waiting`: sentences that may wait
    before more is refused; `timeout`: seconds for a request. Limits are off where they are 0: characters of a text, texts
    of a batch, requests a minute of a client, bytes of a file. `names`: host names that requests may give, besides
    those of this machine; empty for any. `metrics_token` goes with `metrics`. `log_text` puts what is translated into
    the log. `echo`: for tests of clients alone, a pair of languages that is not translated but given back.
    """

    model: str = "ar-en"
    glossary: tuple[str, ...] = ()
    beam_size: int = 4
    batch_size: int = 0
    threads: int = 0
    device: str = "auto"
    compute_type: str = "default"
    memory: str = ""
    glossaries_at: str = ""
    folder: str = ""
    keys: str = ""
    key_link: str = ""
    waiting: int = 4096
    timeout: float = 120
    characters: int = 0
    batch: int = 0
    alternatives: int = 8
    a_minute: int = 0
    largest_file: int = 32 << 20
    largest_folder: int = 1 << 30
    connections: int = 800
    names: tuple[str, ...] = ()
    proxy: str = ""
    read_only: bool = False
    suggestions: bool = False
    page: bool = True
    files: bool = True
    metrics: bool = False
    metrics_token: str = ""
    log_text: bool = False
    echo: tuple[str, str] | None = None

    def packed(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def unpacked(cls, text: str) -> "ServerOptions":
        values: dict[str, Any] = json.loads(text)
        return cls(**{key: tuple(each) if isinstance(each, list) else each for key, each in values.items()})  # type: ignore[arg-type]  # as packed
