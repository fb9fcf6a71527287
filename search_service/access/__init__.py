"""Who may ask for what, how often, from which page.

`middleware.Access` stands in front of every route. For a request it finds the caller (a key in `Authorization: Bearer`,
or nobody), the rule of the address (`rules.py`: which scope, what it costs), and refuses with 401, 403 or 429, before
the route runs. Answers to pages of allowed origins get their CORS headers there too (`origins.py`).

For a route of yours:

- A GET needs nothing: it asks for `Scope.SEARCH`, which everybody has unless `FAJU_ANONYMOUS` says otherwise.
- Anything else needs `Scope.LOAD`, and so a key, unless `rules.WRITING` says what its path needs. Add a line there.
- In the route, `caller_of(request)` tells who asks: `caller.name` (of the key, "" for nobody), `caller.may(scope)`.
- What goes by sign-in stands in `rules.SIGNED` and in `search_service.working.permissions`.
"""

from search_service.access.callers import Caller, caller_of
from search_service.access.scopes import Scope

__all__ = ["Caller", "Scope", "caller_of"]
