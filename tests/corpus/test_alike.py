"""How far two texts say the same: the measure behind the merging of sources."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.alike import ALIKE, TextForm, alike, likeness
from corpus.model import Unit, UnitKind


def form(*texts: str) -> TextForm:
    units = [Unit(f"a{n}", UnitKind.ARTICLE, n, 0, f"第{n}条", (), text) for n, text in enumerate(texts, 1)]
    return TextForm.of("|".join(texts), units)


LONG = [f"第{n}种情形下，申请人应当在{n}日内向登记机关提交第{n * 31}号材料。" for n in range(1, 60)]


def test_formatting_does_not_count() -> None:
    assert likeness(form("（一）应当 登记；"), form("(一)应当登记：")) == 1.0


def test_one_article_in_sixty_changed_is_alike() -> None:
    changed = [*LONG[:30], "本条另有规定的，从其规定。", *LONG[31:]]
    assert ALIKE <= likeness(form(*LONG), form(*changed)) < 1.0


def test_texts_cut_differently_are_compared_by_their_characters() -> None:
    assert likeness(form(*LONG), form("".join(LONG))) > 0.99


def test_half_a_text_is_not_alike() -> None:
    assert not alike(form(*LONG), form(*LONG[:30]))


def test_quantities_tell_texts_apart() -> None:
    assert form("处罚款1.5万元").normal != form("处罚款15万元").normal


pieces = st.lists(st.text(alphabet="甲乙丙丁，。1２", max_size=12), max_size=5)


@given(pieces, pieces)
def test_symmetric_and_bounded(one: list[str], other: list[str]) -> None:
    left, right = form(*one), form(*other)
    measure = likeness(left, right)
    assert 0.0 <= measure <= 1.0
    assert measure == likeness(right, left)
    assert likeness(left, left) == 1.0
