"""What no translation may change, found in running text."""
