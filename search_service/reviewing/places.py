"""Where a draft is to apply, and whether a local act holds there (立法法 99, 100).

A regulation of one city is no basis in another, however alike the two are: what a search of the whole library
finds must be cut to the draft's own province and city before a reviewer sees it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from corpus.regions import mentioned, province_of
from review.model import IssuerLevel, Profile

HEAD = 400
"""Characters at the beginning in which a draft names its issuer or its addressees."""
LEAST = 2
"""A place that is named only in the body must be named so often: once may be an example."""
_NATIONAL = frozenset({IssuerLevel.NATIONAL, IssuerLevel.DEPARTMENT})


@dataclass(frozen=True, slots=True)
class Place:
    """The names of the province and the city whose acts hold; none where the draft does not say, or is national."""

    names: frozenset[str]

    def holds(self, region: str | None) -> bool:
        """Does an act of this region hold here? National acts (no region) hold everywhere."""
        return region is None or region in self.names


def place_of(text: str, profile: Profile) -> Place:
    """The place of a draft: that of its title, else of its head, else the one named most in its body."""
    if profile.issuer_level in _NATIONAL:
        return Place(frozenset())
    for words in (profile.title or "", text[:HEAD]):
        first = next(iter(mentioned(words)), None)
        if first:
            return _with_province(_nearer(first, words, profile))
    most = Counter(mentioned(text)).most_common(1)
    return _with_province(most[0][0]) if most and most[0][1] >= LEAST else Place(frozenset())


def _nearer(first: str, words: str, profile: Profile) -> str:
    """广东省佛山市…: the city that follows its own province, unless the province itself issues."""
    if profile.issuer_level == IssuerLevel.PROVINCE:
        return province_of(first)
    return next((each for each in mentioned(words) if province_of(each) == first and each != first), first)


def _with_province(region: str) -> Place:
    return Place(frozenset({region, province_of(region)}))
