"""How good a translation is: metrics, significance, terms, and the report. Nothing here prints."""
