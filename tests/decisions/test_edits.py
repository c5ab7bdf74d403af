"""What an edit changed: pictures compared, edits put together, the changed part of a long text."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.edits import SHORT, Edit, Subject, differences, excerpts, merged

A, B = Subject("Belopp", 1, 2), Subject("Skäl", is_text=True)
pictures = st.dictionaries(st.sampled_from([A, B, Subject("Rubrik")]), st.sampled_from(["x", "y", "z"]))


def test_an_edit_reads_as_a_sentence() -> None:
    assert str(Edit(A, "1 kr", "2 kr")) == "Belopp: från 1 kr till 2 kr"
    assert str(Edit(A, "", "2 kr")) == "Belopp: inget förut, nu 2 kr"
    assert str(Edit(B, "Behov", "")) == "Skäl: borttaget, var ”Behov”"
    assert Edit.read(Edit(A, "1", "2").kept()) == Edit(A, "1", "2")


@settings(max_examples=50)
@given(st.lists(pictures, min_size=2, max_size=5))
def test_edits_after_each_other_are_one_from_the_first_to_the_last(steps: list[dict[Subject, str]]) -> None:
    edits = [edit for one, other in pairwise(steps) for edit in differences(one, other)]
    in_one = differences(steps[0], steps[-1])
    assert {edit.subject: edit for edit in merged(edits)} == {edit.subject: edit for edit in in_one}


def test_of_a_long_text_the_part_that_changed_is_shown() -> None:
    start, end = "ord " * 100, " slut" * 100
    before, after = excerpts(f"{start}gammalt{end}", f"{start}nytt ord{end}")
    assert before == "… ord ord ord ord ord ord ord ord ord gammalt slut slut slut slut slut slut slut …"
    assert after.endswith("ord ord nytt ord slut slut slut slut slut slut slut …")
    assert excerpts("kort", "kortare") == ("kort", "kortare")


@settings(max_examples=50)
@given(st.text("ab ", max_size=900), st.text("ab ", max_size=900))
def test_excerpts_are_never_long_and_never_the_same_for_different_texts(one: str, other: str) -> None:
    before, after = excerpts(one, other)
    assert max(len(before), len(after)) <= 2 * SHORT + 10
    if one == other:
        assert before == after
