"""A questionnaire for the final report, marked as an example, with one activity's answers reviewed. All invented."""

from django.core.files.base import File

from people.models import User
from reporting import actions
from reporting.demo.agreement import Loaded
from reporting.demo.files import FOLDER, Data, read, the_day
from reporting.demo.people import Cast
from reporting.models import Answer, Questionnaire, Requirement
from reporting.questionnaire.known import Known

FROM_THE_BOOK = "="
"""In the file: the figure that the question is filled in with."""


def load(loaded: Loaded, cast: Cast) -> None:
    data = read(f"{loaded.slug}/questionnaire.json")
    requirement = Requirement.objects.get(agreement=loaded.agreement, kind=Requirement.Kind.FINAL)
    made = actions.begin_questionnaire(requirement, by=cast.officer, is_example=True)
    sections = [(section["title"], section["questions"]) for section in data["sections"]]
    actions.replace_questions(made, sections=sections, by=cast.officer)
    due, sent = the_day(data["due_on"]), the_day(data["sent_on"])
    made = actions.send_questionnaire(made, due_on=due, by=cast.officer, on=sent)
    for row in data["answers"]:
        _answer(made, loaded, row, cast)


def _answer(questionnaire: Questionnaire, loaded: Loaded, row: Data, cast: Cast) -> None:
    activity, on = loaded.activities[row["activity"]], the_day(row["on"])
    answers = list(Answer.objects.of(questionnaire).filter(activity=activity).in_order())
    by = cast.holder(answers[0].roles.all()[0].name, row["on"])
    known = Known(loaded.agreement, on)
    for answer, said in zip(answers, row["values"], strict=True):
        filled = known.filled(answer) if said == FROM_THE_BOOK else None
        value = filled.value if filled else said
        if isinstance(said, dict):
            with (FOLDER / loaded.slug / said["file"]).open("rb") as file:
                value = actions.keep_file(answer, file=File(file, said["file"]), by=by, on=on).as_value
        actions.save_answer(answer, value=value, version=0, by=by, on=on)
    actions.mark_ready(answers, by=by, on=on)
    _review(answers, row, cast.officer)


def _review(answers: list[Answer], row: Data, officer: User) -> None:
    returned = row["returned"]
    on = the_day(returned["on"])
    for place in row["approved"]:
        actions.approve_answer(answers[place], by=officer, on=on)
    actions.return_answer(answers[returned["question"]], reason=returned["reason"], by=officer, on=on)
