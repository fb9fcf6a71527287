"""What law is: the model, reading of sources, legal time, citations, the store.

Imports none of the other packages.
"""
