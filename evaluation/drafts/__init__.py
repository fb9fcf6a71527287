"""`faju-eval drafts`: the draft check on real documents, on unlawful clauses, on lawful look-alikes; its speed."""
