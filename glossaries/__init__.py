"""Glossaries: terms, how Arabic writes them, and where they stand in a text."""
