"""What all formats share: documents, blocks of text, markup and how it finds its words again."""
