"""Commands for operators: `python -m workflow …`; exit 0 good, 1 faults, 2 usage; last line JSON."""
