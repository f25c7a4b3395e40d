"""The formats of documents, one a module: each has `read(binary, name, options)`."""
