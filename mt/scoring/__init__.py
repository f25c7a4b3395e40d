"""How good a translation is: metrics, significance, terms, and the report. No printing; `mt.commands.score` does that."""
