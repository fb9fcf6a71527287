"""Matters (送审事项): one document on its way from the first basis to the evaluation after issue.

`acts` what may be done · `state` where a matter stands · `rules` whether an act may follow · `folding` what comes of
it · `timers` what is due when · `views` who sees what. All pure; `service` keeps them in the database.
"""
