"""Which files are read and where their translations go; what came to its end."""
