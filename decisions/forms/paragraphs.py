"""The paragraph of a body's minutes, as people write it."""

import re

NUMBER = re.compile(r"§?\s*([0-9]+(?:\s?[a-zA-ZåäöÅÄÖ])?)\s*§?")


def as_paragraph(text: str) -> str:
    """`§ 35` of a number written alone, with the sign before it or after; what says more stays as it is written. It is
    read as words everywhere: "regionstyrelsens beslut RS/195/2020 § 35"."""
    number = NUMBER.fullmatch(text.strip())
    return f"§ {number[1]}" if number else text.strip()
