"""Measurements: each module compares two ways in one run and prints their ratio. `python -m benchmarks.NAME`."""
