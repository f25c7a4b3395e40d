"""Where a missing term goes into a hypothesis."""

import pytest

from mt.constrain import _unrepeated


@pytest.mark.parametrize(
    ("pieces", "run", "term", "wanted"),
    [
        ("▁met ▁H ul ▁Akar ▁today", (1, 3), "▁Hulusi ▁Akar", (1, 4)),
        ("▁met ▁Hulusi ▁Akr ▁today", (2, 3), "▁Hulusi ▁Akar", (1, 3)),
        ("▁the ▁Agdm ▁Agdam ian ▁side", (1, 2), "▁Agdam", (1, 2)),
        ("▁the ▁Agdm ▁Agdam , ▁now", (1, 2), "▁Agdam", (1, 3)),
        ("▁Defns ▁Ministry ▁Ministry", (0, 1), "▁Ministry ▁of ▁Defense", (0, 1)),
        ("", (0, 0), "▁Lachin", (0, 0)),
        ("▁in ▁Lachn", (1, 2), "▁Lachin", (1, 2)),
    ],
)
def test_what_would_stand_twice_goes_with_what_is_replaced(pieces, run, term, wanted):
    assert _unrepeated(pieces.split(), *run, term.split()) == wanted
