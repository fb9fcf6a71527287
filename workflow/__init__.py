"""How a review is run (送审流程): accounts, steps, timers, warnings, and the record of every act (DESIGN §2).

Pure where it can be: `matters` decides what may follow from what, `workdays` counts days, `record.chain` links
entries. Stores take a `Database` (corpus.store.Store is one); what is higher up is passed in as a protocol.
"""
