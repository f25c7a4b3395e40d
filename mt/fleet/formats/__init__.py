"""How each format of a corpus is cut into shards, read and written: one module a format, the same functions in each."""
