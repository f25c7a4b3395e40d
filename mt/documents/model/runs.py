"""What a paragraph of a Word document consists of, its fields put together."""

from typing import NamedTuple

from glossaries.arabic import has_arabic


class Item(NamedTuple):
    """A part of a paragraph: text of a run that has the properties `look`, a wrapper (`text` is its name), markup."""

    kind: str  # text, void, object, half, verbatim, break, open, close
    text: str
    raw: str
    look: str = ""


class Items:
    """The items of a paragraph. Complex fields (17.16.18) are put together: what shows is text between two codes."""

    def __init__(self) -> None:
        self.found: list[Item] = []
        self._instruction: list[str] = []
        self._depth = 0
        self._results: list[int] = []

    def add(self, item: Item) -> None:
        """Add an item; within the instruction of a field it becomes a part of that."""
        if self._depth:
            self._instruction.append(item.raw)
        else:
            self.found.append(item)

    def field(self, kind: str, raw: str) -> None:
        """A run that begins a field, separates its instruction from its result, or ends it."""
        if kind == "begin":
            self._depth += 1
            self._instruction.append(raw)
        elif self._depth:
            self._instruction.append(raw)
            if kind == "separate" and self._depth == 1:
                self._results.append(len(self.found))
                self._leave("open")
            elif kind == "end":
                self._depth -= 1
                if not self._depth:
                    self._leave("void")
        elif kind == "end" and self._results:
            start = self._results.pop()
            inner = self.found[start + 1 :]
            self.found.append(Item("close", "field", raw))
            if not any(has_arabic(item.text) for item in inner if item.kind == "text") and all(
                item.kind in ("text", "void", "object") for item in inner
            ):
                text = "".join(item.text for item in inner)
                self.found[start:] = [Item("verbatim", text, "".join(item.raw for item in self.found[start:]))]
        else:
            self.found.append(Item("half", "", raw))

    def _leave(self, kind: str) -> None:
        self._depth = 0
        self.found.append(Item(kind, "field", "".join(self._instruction)))
        self._instruction.clear()

    def all(self) -> list[Item]:
        """All items; a field that goes on in another paragraph leaves a half here."""
        if self._depth:
            self._leave("half")
        return self.found
