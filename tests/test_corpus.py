"""Files on which reading once went wrong (`make fuzz` puts them into tests/corpus/), and that the search finds faults."""

import pytest

from tests import fuzz


@pytest.mark.parametrize("path", sorted(fuzz.CORPUS.glob("*")), ids=lambda path: path.name)
def test_what_failed_once_fails_no_more(path):
    assert fuzz.fault(path.name.partition("-")[2], path.read_bytes()) == ""


@pytest.mark.parametrize("name", fuzz.SEEDS)
def test_the_files_that_are_mutated_are_sound(name):
    for reader in fuzz.readers(name)[:1]:
        reader(fuzz.SEEDS[name])


def test_a_fault_is_found(monkeypatch):
    def broken(data: bytes) -> None:
        raise KeyError("x")

    def endless(data: bytes) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzz, "SECONDS", 0.1)
    for reader, what in ((broken, "KeyError"), (endless, "Late")):
        monkeypatch.setattr(fuzz, "readers", lambda name, reader=reader: [reader])
        assert fuzz.fault("a.txt", b"").startswith(what)
