"""Precedents (参考文件): published policy documents of other places — how did they write this, on what basis?

model.py    a document with its units; its identity
columns.py  headings → fields; which table holds documents
reading.py  records (title, date, place, text) → documents
citing.py   what a document cites, on its own day

They are a kind of their own and never part of the laws: no legal time, no version, no rank among laws.
"""
