"""Machine translation: documents in, segment pairs out."""
