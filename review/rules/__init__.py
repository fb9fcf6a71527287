"""The families of rules, one module for each: functions from a `Judge` to findings."""
