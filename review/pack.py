"""The rule pack: rules, signs, terms and exceptions as commented data (`review/data/*.toml`), compiled once.

A *sign* is a way in which a clause shows something (a fine is set, outsiders are barred): patterns over the
canonical text of a piece, with words of which one must be there (`needs`). A *rule* says which signs, in
which kinds of document, are a finding, on which basis; `exceptions` name what makes the same words lawful.
`{本地}` in a pattern stands for the terms of that name. A unit may switch rules off, change their severity,
add terms (`Overrides`).
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from review.model import DocType, IssuerLevel, PackInfo, Profile, Severity

FILES = ("citations", "powers", "duties", "fair", "procedure", "format", "structure")
_TERM = re.compile(r"\{([一-鿿]+)\}")


class PackError(Exception):
    """The pack or a unit's changes to it are wrong; `message` is Chinese and says where."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class BasisSpec:
    """A provision that a rule rests on; `summary` is our own, shown where the library does not hold it."""

    law: str
    article: str | None = None
    paragraph: int | None = None
    item: int | None = None
    summary: str = ""
    doc_types: frozenset[DocType] = frozenset()


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that a rule must, or must not, mark; with the profile it is read under."""

    text: str
    doc_type: DocType
    issuer_level: IssuerLevel | None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """Whom a rule binds: document types, and issuer levels where only some (empty: all)."""

    doc_types: frozenset[DocType]
    levels: frozenset[IssuerLevel] = frozenset()

    def holds(self, profile: Profile) -> bool:
        return profile.doc_type in self.doc_types and (not self.levels or profile.issuer_level in self.levels)


@dataclass(frozen=True, slots=True)
class Sign:
    """`patterns` are searched in a piece, `unless` cancels the piece; `basis`, `message` are the sign's own."""

    id: str
    name: str
    needs: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    with_sentence: tuple[re.Pattern[str], ...]
    basis: tuple[BasisSpec, ...] = ()
    message: str = ""
    suggestion: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, as read; `family` names the file and the function that applies it."""

    id: str
    name: str
    family: str
    severity: Severity
    binds: tuple[Binding, ...]
    condition: str
    message: str
    suggestion: str
    basis: tuple[BasisSpec, ...]
    signs: tuple[str, ...]
    exceptions: tuple[str, ...]
    positive: tuple[Example, ...]
    negative: tuple[Example, ...]
    softer: tuple[tuple[frozenset[DocType], Severity], ...] = ()
    check: str = ""
    note: str = ""

    def binds_to(self, profile: Profile) -> bool:
        return any(each.holds(profile) for each in self.binds)

    def severity_for(self, profile: Profile) -> Severity:
        for doc_types, severity in self.softer:
            if profile.doc_type in doc_types:
                return severity
        return self.severity


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """What makes words lawful: patterns over `scope`, one of those that `review.matching` knows."""

    id: str
    name: str
    scope: str
    patterns: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Overrides:
    """A unit's own changes: rules off, severities, terms added, limits of fines in yuan by binding.

    `limits` maps 部门规章 or 地方政府规章 to the highest fine that the unit's limit allows (处罚法 13, 14).
    """

    off: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_toml(cls, text: str) -> Overrides:
        """Read a unit's file: `off = [...]`, tables `[severity]`, `[terms]`, `[limits]`. PackError when wrong."""
        try:
            return cls.from_mapping(tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise PackError(f"本单位规则文件不是合法的 TOML：{error}") from error

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Overrides:
        """The same from a mapping, every name checked against the pack. PackError says what is unknown."""
        unknown = set(data) - {"off", "severity", "terms", "limits"}
        if unknown:
            raise PackError(f"本单位规则里有不认识的项目：{'、'.join(sorted(unknown))}")
        try:
            found = cls(
                frozenset(map(str, data.get("off", ()))),
                {str(key): Severity(value) for key, value in dict(data.get("severity", {})).items()},
                {str(key): tuple(map(str, value)) for key, value in dict(data.get("terms", {})).items()},
                {str(key): int(value) for key, value in dict(data.get("limits", {})).items()},
            )
        except (TypeError, ValueError) as error:
            raise PackError(f"本单位规则里的值不对：{error}") from error
        found._check()
        return found

    def _check(self) -> None:
        pack = load()
        for name in sorted(self.off | set(self.severity)):
            if name not in pack.rules:
                raise PackError(f"没有名为 {name} 的规则")
        for name in sorted(self.terms):
            if name not in pack.terms:
                raise PackError(f"没有名为“{name}”的词表；有：{'、'.join(pack.terms)}")
        allowed = {str(DocType.DEPARTMENT_RULE), str(DocType.LOCAL_GOVERNMENT_RULE)}
        for name in sorted(set(self.limits) - allowed):
            raise PackError(f"罚款限额只能写“部门规章”“地方政府规章”，不能写“{name}”")

    def as_json(self) -> str:
        """A stable form, for the digest of a pack."""
        return json.dumps(
            {
                "off": sorted(self.off),
                "severity": {key: str(value) for key, value in sorted(self.severity.items())},
                "terms": {key: sorted(value) for key, value in sorted(self.terms.items())},
                "limits": dict(sorted(self.limits.items())),
            },
            ensure_ascii=False,
        )


@dataclass(frozen=True, slots=True)
class RulePack:
    """Everything that judges, compiled. Make it with `load`."""

    version: str
    info: PackInfo
    rules: Mapping[str, Rule]
    signs: Mapping[str, Sign]
    exceptions: Mapping[str, ExceptionRule]
    terms: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, int]
    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)

    def active(self, family: str, profile: Profile) -> list[Rule]:
        """The rules of a family that bind a profile and are not switched off."""
        return [
            rule
            for rule in self.rules.values()
            if rule.family == family and rule.id not in self.off and rule.binds_to(profile)
        ]

    def rule(self, rule_id: str, profile: Profile) -> Rule | None:
        """One rule where it is on and binds; None otherwise."""
        rule = self.rules[rule_id]
        return rule if rule_id not in self.off and rule.binds_to(profile) else None


_NONE = Overrides()


def load(overrides: Overrides | None = None) -> RulePack:
    """The pack with a unit's changes; compiled once for each set of changes."""
    return _load((overrides or _NONE).as_json())


@lru_cache(maxsize=16)
def _load(changes: str) -> RulePack:
    changed = json.loads(changes)
    sources = {name: _read(name) for name in (*FILES, "terms", "exceptions", "pack")}
    pack = tomllib.loads(sources["pack"])
    terms = _terms(tomllib.loads(sources["terms"]), changed["terms"])
    groups = {name: sorted(map(re.escape, words), key=len, reverse=True) for name, words in terms.items()}
    expand = {name: f"(?:{'|'.join(words)})" for name, words in groups.items()}
    for name, pattern in tomllib.loads(sources["terms"]).get("pattern", {}).items():
        expand[name] = f"(?:{_expanded(pattern, expand)})"
    digest = hashlib.sha256(("\0".join(sources[name] for name in sorted(sources)) + changes).encode())
    rules, signs = {}, {}
    for family in FILES:
        data = tomllib.loads(sources[family])
        for each in data.get("sign", ()):
            signs[each["id"]] = _sign(each, expand, terms)
        for each in data["rule"]:
            rules[each["id"]] = _rule(family, each, data.get("example", {}))
    return RulePack(
        version=pack["version"],
        info=PackInfo(pack["version"], digest.hexdigest()[:16], tuple(_changes(changed))),
        rules=rules,
        signs=signs,
        exceptions={
            each["id"]: ExceptionRule(
                each["id"], each["name"], each["scope"], _compiled(each["patterns"], expand)
            )
            for each in tomllib.loads(sources["exceptions"])["exception"]
        },
        terms=terms,
        limits=changed["limits"],
        off=frozenset(changed["off"]),
        severities={key: Severity(value) for key, value in changed["severity"].items()},
    )


def _read(name: str) -> str:
    return (resources.files("review") / "data" / f"{name}.toml").read_text(encoding="utf-8")


def _changes(changed: Mapping[str, Any]) -> list[str]:
    """A unit's changes in words, for every output."""
    lines = [f"停用 {rule}" for rule in changed["off"]]
    lines += [f"{rule} 改为 {severity}" for rule, severity in changed["severity"].items()]
    lines += [f"词表“{name}”增加 {'、'.join(words)}" for name, words in changed["terms"].items()]
    lines += [f"{name}罚款限额 {limit} 元" for name, limit in changed["limits"].items()]
    return lines


def _terms(data: Mapping[str, Any], added: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(dict.fromkeys((*words, *added.get(name, ())))) for name, words in data["terms"].items()
    }


def _expanded(pattern: str, expand: Mapping[str, str]) -> str:
    def replaced(match: re.Match[str]) -> str:
        try:
            return expand[match.group(1)]
        except KeyError:
            raise PackError(f"规则里用了没有定义的词表“{match.group(1)}”") from None

    return _TERM.sub(replaced, pattern)


def _compiled(patterns: Sequence[str], expand: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_expanded(each, expand)) for each in patterns)


def _sign(data: Mapping[str, Any], expand: Mapping[str, str], terms: Mapping[str, Sequence[str]]) -> Sign:
    needs: list[str] = []
    for each in data["needs"]:
        match = _TERM.fullmatch(each)
        needs += terms[match.group(1)] if match else [each]
    return Sign(
        id=data["id"],
        name=data.get("name", ""),
        needs=tuple(needs),
        patterns=_compiled(data["patterns"], expand),
        unless=_compiled(data.get("unless", ()), expand),
        with_sentence=_compiled(data.get("with_sentence", ()), expand),
        basis=tuple(map(_basis, data.get("basis", ()))),
        message=data.get("message", ""),
        suggestion=data.get("suggestion", ""),
        severity=Severity(data["severity"]) if "severity" in data else None,
    )


def _basis(data: Mapping[str, Any]) -> BasisSpec:
    return BasisSpec(
        data["law"],
        data.get("article"),
        data.get("paragraph"),
        data.get("item"),
        data.get("summary", ""),
        frozenset(map(DocType, data.get("doc_types", ()))),
    )


def _rule(family: str, data: Mapping[str, Any], example: Mapping[str, Any]) -> Rule:
    default = {**example, **data.get("example", {})}
    return Rule(
        id=data["id"],
        name=data["name"],
        family=family,
        severity=Severity(data["severity"]),
        binds=tuple(_binding(each) for each in data.get("binds", [{}])),
        condition=data["condition"],
        message=data["message"],
        suggestion=data.get("suggestion", ""),
        basis=tuple(map(_basis, data.get("basis", ()))),
        signs=tuple(data.get("signs", ())),
        exceptions=tuple(data.get("exceptions", ())),
        positive=tuple(_example(each, default) for each in data["positive"]),
        negative=tuple(_example(each, default) for each in data["negative"]),
        softer=tuple(
            (frozenset(map(DocType, each["doc_types"])), Severity(each["severity"]))
            for each in data.get("softer", ())
        ),
        check=data.get("check", ""),
        note=data.get("note", ""),
    )


def _binding(data: Mapping[str, Any]) -> Binding:
    doc_types = frozenset(map(DocType, data.get("doc_types", DocType)))
    return Binding(doc_types, frozenset(map(IssuerLevel, data.get("levels", ()))))


def _example(data: str | Mapping[str, Any], default: Mapping[str, Any]) -> Example:
    values: dict[str, Any] = {**default, **({"text": data} if isinstance(data, str) else data)}
    level = values.get("issuer_level", "设区的市")
    return Example(
        values["text"],
        DocType(values.get("doc_type", "规范性文件")),
        IssuerLevel(level) if level else None,
        values.get("title"),
    )
