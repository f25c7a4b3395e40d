"""Two documents, or a bitext, become linked segment pairs."""
