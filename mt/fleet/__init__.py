"""Corpora that outgrow one machine: cut into shards, worked off by many processes, put together again."""
