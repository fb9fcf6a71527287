"""The pack itself: names that meet, the page of rules, a unit's own changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from review.document import page
from review.engine import check
from review.model import DocType, IssuerLevel, Profile, Severity
from review.pack import Overrides, PackError, load

RULES_PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
PROFILE = Profile(DocType.NORMATIVE_DOCUMENT, IssuerLevel.CITY, date(2026, 11, 23))
RULE = Profile(DocType.LOCAL_GOVERNMENT_RULE, IssuerLevel.CITY, date(2026, 11, 23))


def rules_of(text: str, overrides: Overrides | None = None, profile: Profile = PROFILE) -> set[str]:
    return {each.rule for each in check(text, profile, overrides=overrides).findings}


def test_the_page_of_rules_is_the_pack() -> None:
    assert RULES_PAGE.read_text(encoding="utf-8") == page(load()), "python -m review.document > docs/rules.md"


def test_every_sign_and_exception_is_used_and_known() -> None:
    pack = load()
    used = {sign for rule in pack.rules.values() for sign in rule.signs}
    excepted = {each for rule in pack.rules.values() for each in rule.exceptions}
    assert used == set(pack.signs)
    assert excepted == set(pack.exceptions)


def test_a_basis_that_the_library_may_lack_has_a_summary() -> None:
    for rule in load().rules.values():
        for spec in rule.basis:
            assert spec.summary, rule.id


@pytest.mark.parametrize("text", ["一个句子", "罚款", "", " \n\n", "！？。；"])
def test_patterns_never_match_nothing(text: str) -> None:
    for sign in load().signs.values():
        for pattern in sign.patterns:
            assert pattern.search("") is None, (sign.id, pattern.pattern)
    assert check(text, PROFILE).coverage.rules > 20


def test_a_unit_switches_off_softens_and_adds() -> None:
    text = "对乱停乱放的，处二百元罚款。"
    assert "PENALTY_BY_NORMATIVE_DOC" in rules_of(text)
    off = Overrides.from_toml('off = ["PENALTY_BY_NORMATIVE_DOC"]')
    assert "PENALTY_BY_NORMATIVE_DOC" not in rules_of(text, off)
    soft = Overrides.from_toml('[severity]\nPENALTY_BY_NORMATIVE_DOC = "info"')
    found = check(text, PROFILE, overrides=soft)
    assert {each.severity for each in found.findings} == {Severity.INFO}
    assert found.rule_pack.changed == ("PENALTY_BY_NORMATIVE_DOC 改为 info",)
    assert found.rule_pack.digest != load().info.digest
    licence = "渔业船舶所有人应当取得渔业船舶证书许可证。"
    assert "LICENCE_BY_NORMATIVE_DOC" in rules_of(licence)
    own = Overrides.from_toml('[terms]\n"法定许可" = ["渔业船舶证书"]')
    assert "LICENCE_BY_NORMATIVE_DOC" not in rules_of(licence, own)


def test_a_limit_of_fines_is_the_units_own() -> None:
    text = "违反本办法规定的，处三十万元罚款。"
    limit = Overrides.from_toml('[limits]\n"地方政府规章" = 200000')
    assert "PENALTY_BEYOND_LOCAL_GOV_RULE" not in rules_of(text, profile=RULE)
    assert "PENALTY_BEYOND_LOCAL_GOV_RULE" in rules_of(text, limit, RULE)
    assert "PENALTY_BEYOND_LOCAL_GOV_RULE" not in rules_of("违反的，处一千元罚款。", limit, RULE)


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("off = [", "TOML"),
        ('off = ["NO_SUCH_RULE"]', "NO_SUCH_RULE"),
        ('[severity]\nFAIR_COMPETITION = "loud"', "值不对"),
        ('[terms]\n"别处" = ["甲"]', "别处"),
        ('[limits]\n"规范性文件" = 1', "规范性文件"),
        ("[colours]\nred = 1", "colours"),
        ('[limits]\n"部门规章" = "许多"', "值不对"),
    ],
)
def test_wrong_changes_are_refused_with_a_reason(toml: str, says: str) -> None:
    with pytest.raises(PackError) as caught:
        Overrides.from_toml(toml)
    assert says in caught.value.message
