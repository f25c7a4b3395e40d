"""The commands of `qantara`, one module each; `mt.cli` puts them together."""
