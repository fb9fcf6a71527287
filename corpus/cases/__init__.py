"""Policy cases (政策案例): what a published bulletin says of one measure, and how it was judged.

model.py      a case, its sources, its place
tables.py     rows of a table → records (title rows, merged cells); files are read by corpus.readers
columns.py    headings → fields; which table holds cases
cleaning.py   cell text, dates, document numbers
narrative.py  one running text → measure, finding, outcome
places.py     region columns of mixed levels → province, city, county
categories.py what the source calls it, and the articles it cites → items of 公平竞争审查条例
reading.py    rows → cases, every row accounted for
likeness.py   whether two records tell of the same case
merging.py    copies of one case → one case with all its sources
citing.py     the articles a case cites, on the case's own day, and the article of today
links.py      cases ↔ articles, for one library
starter.py    the cases that come with the program
values.py     a case as plain data, for the store
"""
