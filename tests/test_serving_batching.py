"""What waits together is decoded together, and each gets its own."""

import random
from collections import Counter
from threading import Barrier, Event, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.bitext import SegmentPair
from mt.serving.batching import LARGEST, SHARE, Batcher, Full
from mt.serving.limits import MINUTE, Limits

ONE, OTHER = object(), object()
"""Two translators: the batcher only tells them apart."""


def decode(translator: object, texts: list[str]) -> list[SegmentPair]:
    if "bad" in texts:
        raise ValueError("bad")
    return [SegmentPair("", text, f"{translator is ONE} {text}") for text in texts]


@pytest.fixture
def batcher():
    made = Batcher(decode, 2, most=1000)
    yield made
    made.close()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=30), st.randoms())
def test_each_job_gets_its_own_pairs_in_order(sizes, chance: random.Random):
    batches = []

    def noted(translator, texts):
        batches.append(len(texts))
        return decode(translator, texts)

    batcher = Batcher(noted, chance.randint(1, 4), most=100_000)
    try:
        told: dict[int, list[str]] = {k: [] for k in range(len(sizes))}
        jobs = [
            batcher.submit(
                [f"{k}.{n}" for n in range(size)],
                ONE if one else OTHER,
                lambda pairs, k=k: told[k].extend(pair.source for pair in pairs),
            )
            for k, (one, size) in enumerate(sizes)
        ]
        for k, (job, (one, size)) in enumerate(zip(jobs, sizes, strict=True)):
            pairs = job.done.result(timeout=20)
            assert [pair.target for pair in pairs] == [f"{one} {k}.{n}" for n in range(size)]
            assert told[k] == [pair.source for pair in pairs]
        assert sum(batches) == sum(size for _, size in sizes) and max(batches, default=0) <= LARGEST
        assert batcher.waiting == 0
    finally:
        batcher.close()


def test_what_comes_while_others_are_decoded_is_decoded_at_once():
    began, go_on, sizes = Event(), Event(), []

    def slow(translator, texts):
        sizes.append(len(texts))
        began.set()
        go_on.wait(10)
        return decode(translator, texts)

    batcher = Batcher(slow, 1, most=1000)
    first = batcher.submit(["first"], ONE)
    began.wait(10)
    long = batcher.submit([f"long {k}" for k in range(200)], ONE)
    short = [batcher.submit([f"short {k}"], ONE) for k in range(20)]
    go_on.set()
    assert first.done.result(10) and len(long.done.result(10)) == 200
    assert all(job.done.result(10) for job in short)
    assert sizes[0] == 1 and sizes[1] == LARGEST, "the short ones do not wait for the long one"
    batcher.close()


def test_one_error_is_not_the_others(batcher):
    gate = Barrier(3)

    def ask(text, found):
        gate.wait(10)
        try:
            found[text] = batcher.submit([text], ONE).done.result(10)[0].target
        except ValueError as error:
            found[text] = str(error)

    for _ in range(20):
        found: dict[str, str] = {}
        threads = [Thread(target=ask, args=(text, found)) for text in ("a", "bad", "b")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert found == {"a": "True a", "bad": "bad", "b": "True b"}


def test_too_much_is_refused_and_a_document_waits_instead():
    go_on = Event()

    def slow(translator, texts):
        go_on.wait(10)
        return decode(translator, texts)

    batcher = Batcher(slow, 1, most=10)
    jobs = [batcher.submit([str(k)] * 6, ONE) for k in range(2)]
    with pytest.raises(Full) as refused:
        while True:
            jobs.append(batcher.submit(["more"] * 6, ONE))
    assert 1 <= refused.value.wait <= 60 and len(jobs) < 6
    document = Thread(target=lambda: found.extend(batcher.stream((("", f"d{k}") for k in range(700)), ONE)))
    found: list[SegmentPair] = []
    document.start()
    gone = batcher.submit(["gone"], ONE, patient=True)
    batcher.cancel(gone)
    go_on.set()
    document.join(20)
    assert [pair.source for pair in found] == [f"d{k}" for k in range(700)]
    assert gone.done.cancelled() and all(job.done.result(10) for job in jobs)
    assert batcher.waiting == 0
    batcher.close()


def test_a_closed_batcher_tells_those_who_wait():
    began, go_on = Event(), Event()

    def slow(translator, texts):
        began.set()
        go_on.wait(10)
        return decode(translator, texts)

    batcher = Batcher(slow, 1, most=10)
    taken = batcher.submit(["taken"], ONE)
    began.wait(10)
    waiting = batcher.submit(["waiting"], ONE)
    Thread(target=batcher.close).start()
    with pytest.raises(RuntimeError, match="stops"):
        waiting.done.result(10)
    go_on.set()
    assert taken.done.result(10)[0].source == "taken"


def test_shares_are_smaller_than_batches():
    assert 0 < SHARE < LARGEST


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.floats(0, 20)), max_size=60))
def test_no_client_makes_more_requests_in_a_minute_than_it_may(asked):
    limits, now, made = Limits(), 0.0, []
    for client, cost, later in asked:
        now += later
        wait = limits.wait(client, 5, cost, now)
        if not wait:
            made.append((now, client, cost))
        assert 0 <= wait <= MINUTE + 1
    for end, _, _ in made:
        counts: Counter[str] = Counter()
        for at, client, cost in made:
            if end - MINUTE < at <= end:
                counts[client] += cost
        assert all(count <= 5 for count in counts.values())
