"""The memo of 2021-03-08: a proposal to the board, which names neither fund nor due date."""

from decisions import actions
from reporting.demo.case import finish_documents, open_case, write_contents
from reporting.demo.files import read, the_day
from reporting.demo.people import Cast


def load(folder: str, cast: Cast) -> None:
    """The case, the memo as it was signed, and the proposal with its points, not yet handed in.

    The memo is dated half a year after the day that the demonstration stands on. It stays in its case as written, all
    of it; the proposal is a draft and waits for nobody, since what nobody has written yet cannot wait for the board.
    """
    document = read(f"{folder}/documents/000.json")
    written_on = the_day(document["dated"])
    case = open_case([document], agreement=None, cast=cast, opened_on=written_on)
    content = actions.Statement(document["title"], [])
    draft = actions.save_proposal(None, content, agreement=None, reason="", case=case, by=cast.officer, on=written_on)
    tasks = [point["assignment"] for point in document["points"] if "assignment" in point]
    draft = write_contents(draft, document, tasks=tasks, by=cast.officer, on=written_on)
    finish_documents(draft, cast)
