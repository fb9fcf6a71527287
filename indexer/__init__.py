"""How law is made searchable: segmentation, documents, engines, load and build.

Imports `corpus` only.
"""
