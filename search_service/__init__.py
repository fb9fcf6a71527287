"""How law is asked: query understanding, ranking, API, pages, command line."""
