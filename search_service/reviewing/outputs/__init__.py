"""A review as a file: a draft with comments, an opinion, a list, JSON. Nothing is written to the disk here."""

from search_service.reviewing.outputs.files import Format, Output, output

__all__ = ["Format", "Output", "output"]
