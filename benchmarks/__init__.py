"""How long things take, always beside a yardstick measured in the same run: see docs/benchmarks.md."""
