"""A matter from its entries alone: how a stored state is checked, years later too."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.store import codec
from workflow.matters.acts import ACTS, Open
from workflow.matters.folding import Done, fold, opened
from workflow.matters.procedure import Procedure
from workflow.matters.state import Matter
from workflow.record.chain import Entry


def replayed(matter_id: str, entries: Iterable[Entry]) -> Matter:
    """The matter that these entries add up to. ValueError when they do not begin with `open`."""
    found: Matter | None = None
    for each in entries:
        body = codec.load(each.body)
        body.pop("clock", None)
        if each.act == "open":
            office, procedure = body.pop("office"), Procedure.model_validate(body.pop("procedure"))
            asked = Open.model_validate(body)
            found = opened(matter_id, Done(asked, each.who, each.at), procedure, office)
        elif found is None:
            raise ValueError("a matter begins with open")
        else:
            act = ACTS[each.act].model_validate({**body, "act": each.act})
            found = fold(found, Done(act, each.who, each.at))
    if found is None:
        raise ValueError("no entries")
    return found
