"""Segment pairs as lines: JSONL with everything in it, TSV for a spreadsheet."""

import json
from typing import Any

from align.bitext import SegmentPair

TSV_HEADER = "id\tsource\ttarget\tscore\tterms"
_ESCAPES = str.maketrans({"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"})


def to_record(pair: SegmentPair) -> dict[str, Any]:
    """The pair as plain JSON values. Spans are `[start, end)` in characters."""
    return {
        "id": pair.id,
        "source": pair.source,
        "target": pair.target,
        "source_tokens": [token.text for token in pair.source_tokens],
        "target_tokens": [token.text for token in pair.target_tokens],
        "source_token_spans": [[token.start, token.end] for token in pair.source_tokens],
        "target_token_spans": [[token.start, token.end] for token in pair.target_tokens],
        "links": [[link.source, link.target] for link in pair.links],
        "link_scores": [link.score for link in pair.links],
        "terms": [
            {
                "source": term.source,
                "target": term.target,
                "source_span": list(term.source_span),
                "target_span": term.target_span and list(term.target_span),
                "status": term.status,
                "term": term.term,
                "why": term.why,
            }
            for term in pair.terms
        ],
        "score": pair.score,
    }


def to_jsonl(pair: SegmentPair) -> str:
    return json.dumps(to_record(pair), ensure_ascii=False)


def to_tsv(pair: SegmentPair) -> str:
    """One row under `TSV_HEADER`; tab, line break and backslash inside a cell are escaped with a backslash."""
    terms = "; ".join(f"{term.term} ({term.status})" for term in pair.terms)
    cells = (pair.id, pair.source, pair.target, "" if pair.score is None else str(pair.score), terms)
    return "\t".join(cell.translate(_ESCAPES) for cell in cells)
