"""Changes of a row, from what to what, out of its history. The history is written by the database itself."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Field, Model, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from config.clock import day_of
from decisions.edits import Edit, Subject
from decisions.timeline.days import Happening
from grants.kronor import format_kronor
from people.models import User


def history_of(subject: Model, made: str, changed: str, *, made_on: datetime.date | None = None) -> list[Happening]:
    """What has become of a row: that it was `made` (nothing is said of that if it is ""), and what was `changed` since.
    `made_on` is the day that counts for the first, if it is not the day it was entered. One query."""
    model = type(subject)
    fields = [field for field in model._meta.concrete_fields if field.name != "position"]
    related = [field.name for field in fields if field.is_relation]
    versions = subject.events.select_related(*related).annotate(**WHO).order_by("pgh_id")  # type: ignore[attr-defined]
    happenings = list(_happenings(versions, fields, made, changed))
    if made and made_on and happenings:
        happenings[0] = replace(happenings[0], on=made_on)
    return happenings


WHO = {
    "pgh_user": Cast(KeyTextTransform("user", "pgh_context__metadata"), BigIntegerField()),
    "pgh_user_name": Subquery(User.objects.filter(pk=OuterRef("pgh_user")).values("name")),
}
"""Who made the change, by name; none for what was not done through a page."""


def _happenings(versions: Iterable[Any], fields: list[Field], made: str, changed: str) -> Iterator[Happening]:
    before: Any = None
    for version in versions:
        edits = [] if before is None else list(_edits(before, version, fields))
        title = made if before is None else changed
        if title and (before is None or edits):
            at = version.pgh_created_at
            who = version.pgh_user_name or ""
            yield Happening(day_of(at), at, title, who, changes=[str(edit) for edit in edits])
        before = version


def _edits(before: Any, after: Any, fields: Iterable[Field]) -> Iterator[Edit]:
    for field in fields:
        if getattr(before, field.attname, None) != getattr(after, field.attname, None):
            subject = Subject(str(field.verbose_name).capitalize(), is_text=_is_text(field))
            yield Edit(subject, _shown(before, field), _shown(after, field))


def _is_text(field: Field) -> bool:
    return field.get_internal_type() in {"CharField", "TextField"} and not field.choices


def _shown(version: Any, field: Field) -> str:
    value = getattr(version, field.name, None)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if value is None:
        return ""
    if field.choices:
        return dict(field.flatchoices).get(value, str(value))
    if hasattr(value, "amount"):
        return format_kronor(value.amount)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
