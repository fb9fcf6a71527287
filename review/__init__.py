"""How a draft is judged: rules, findings, reports. Pure; imports `corpus` only."""
