"""Questionnaires: what a value may be, whom a question goes to, what the figures already say, and the pages as data."""
