"""How good a translation is: metrics, significance, terms, and the report. No printing; `mt.cli.score` does that."""
