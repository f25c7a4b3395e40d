"""Translation models: where they are kept, how they are run, fetched and converted."""
