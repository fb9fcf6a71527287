"""What is installed, where data lies, what is wrong and how to mend it: the checks of `faju doctor`.

Nothing here raises, and nothing is changed: each check answers with findings, whatever it meets. Modules of
other packages are imported inside the checks, so that a package that cannot be loaded is a finding as well.
"""
