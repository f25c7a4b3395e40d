"""Plain text in documents that have gaps: what `qantara translate` reads as long as it reads nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from mt.documents.plain import LONGEST_LINE, check, reopen
from mt.segment import split

__all__ = ["LONGEST_LINE", "TextDocument", "check", "read", "reopen"]


@dataclass(frozen=True, slots=True)
class TextDocument:
    """Segments with their ids, and the text around them: gap, segment, gap, ..., segment, gap."""

    ids: tuple[str, ...]
    segments: tuple[str, ...]
    gaps: tuple[str, ...]

    def restore(self, targets: Sequence[str]) -> str:
        """The document with each segment replaced by its target."""
        filled = [part for gap, target in zip(self.gaps[:-1], targets, strict=True) for part in (gap, target)]
        return "".join((*filled, self.gaps[-1]))


def read(lines: Iterable[str], block: int = 1024) -> Iterator[TextDocument]:
    """Documents of `block` lines each, ids `line.sentence` counted from 1."""
    numbered = enumerate(lines, 1)
    while part := list(islice(numbered, block)):
        ids: list[str] = []
        segments: list[str] = []
        gaps = [""]
        for number, line in part:
            position = 0
            for k, segment in enumerate(split(line), 1):
                gaps[-1] += line[position : segment.start]
                gaps.append("")
                ids.append(f"{number}.{k}")
                segments.append(segment.text)
                position = segment.end
            gaps[-1] += line[position:]
        yield TextDocument(tuple(ids), tuple(segments), tuple(gaps))
