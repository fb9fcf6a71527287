"""What index and query side must have in common, as one short value.

A word that the index cut otherwise than the query is silently never found, so an index is used only by code
of the same fingerprint (else `fingerprint_mismatch`, HTTP 503). It covers the schema, the form of documents,
the dictionary, the synonyms and the tokens of a probe text, which show a change in normalising or cutting.
"""

from __future__ import annotations

import hashlib
from functools import cache

from indexer.documents import DOCUMENT_VERSION
from indexer.segment import DICTIONARY, bigrams, words

# Every rule of segment.py and normalize.py that a token can depend on: width, script, case, quotes, zero
# forms, joined Latin, rare ideographs, new words (HMM), long words with their parts.
PROBE = (
    "《中华人民共和国反不正当竞争法》第一百三十三条之一：国务院反垄断委员会负责公平竞争审查制度实施细则。"
    "國家機關工作人員濫用職權，處３年以下有期徒刑；ＡＢＣ-covid-19 二○二一年 100%～3.5‰ 〔2018〕37号 "
    "“小红书”平台杭研大厦 Ｗeb㈠①㐀𠮷 café 国有土地使用权出让合同"
)


@cache
def fingerprint(schema: str, synonyms: str = "") -> str:
    """16 hex characters for an engine's `schema` (its name and version) and the synonyms built in."""
    tokens = " ".join((*words(PROBE), "|", *bigrams(PROBE)))
    parts = (schema, str(DOCUMENT_VERSION), DICTIONARY, synonyms, tokens)
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:16]
