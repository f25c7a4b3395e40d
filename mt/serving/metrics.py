"""What Prometheus may ask for. The first two metrics have LibreTranslate's names and labels; no text is in any."""

import os
from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

PROCESSES = "PROMETHEUS_MULTIPROC_DIR"
"""The variable with the folder in which the processes of one server keep their numbers, for prometheus-client."""


class Metrics:
    """The numbers of one server. `token`: what one must know to read them; empty for nothing, None for nobody may."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, token: str | None):
        self.token = token
        self._registry = CollectorRegistry()
        self.in_flight = Gauge(
            "libretranslate_http_requests_in_flight",
            "Requests that are being answered",
            ["endpoint", "request_ip", "api_key"],
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self.duration = Histogram(
            "libretranslate_http_request_duration_seconds",
            "Time to answer a request",
            ["endpoint", "status", "request_ip", "api_key"],
            registry=self._registry,
        )
        self.characters = Counter("qantara_characters", "Characters that were decoded", registry=self._registry)
        self.sentences = Counter("qantara_sentences", "Sentences that were decoded", registry=self._registry)
        self.batch = Histogram(
            "qantara_batch_sentences",
            "Sentences decoded at once",
            registry=self._registry,
            buckets=(1, 2, 4, 8, 16, 32, 64),
        )
        self.decoding = Counter("qantara_decoding_seconds", "Time spent decoding", registry=self._registry)
        self.waiting = Gauge(
            "qantara_waiting_sentences",
            "Sentences that wait to be decoded",
            registry=self._registry,
            multiprocess_mode="livesum",
        )
        self._ask: Callable[[], int] = lambda: 0

    def watch(self, waiting: Callable[[], int]) -> None:
        """Ask this function how many sentences wait."""
        self._ask = waiting

    def decoded(self, texts: list[str], seconds: float) -> None:
        """Count a batch that was decoded."""
        self.sentences.inc(len(texts))
        self.characters.inc(sum(map(len, texts)))
        self.batch.observe(len(texts))
        self.decoding.inc(seconds)

    def written(self) -> bytes:
        """All numbers, of all processes, in Prometheus' text format."""
        self.waiting.set(self._ask())
        if not os.environ.get(PROCESSES):
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
