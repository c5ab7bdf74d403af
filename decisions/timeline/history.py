"""Changes of a row, from what to what, out of its history. The history is written by the database itself."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Field, Model

from config.clock import day_of
from decisions.edits import Edit, Subject
from decisions.timeline.days import Happening
from grants.kronor import format_kronor
from people.models import User


def history_of(subject: Model, made: str, changed: str, *, leave_out: frozenset[str] = frozenset()) -> list[Happening]:
    """What has become of a row: that it was `made` (nothing is said of that if it is ""), and what was `changed` since,
    but for the fields to `leave_out`. Two queries."""
    model = type(subject)
    fields = [field for field in model._meta.concrete_fields if field.name not in leave_out | {"position"}]
    related = [field.name for field in fields if field.is_relation]
    versions = list(subject.events.select_related("pgh_context", *related).order_by("pgh_id"))  # type: ignore[attr-defined]
    users = _users(versions)
    return list(_happenings(versions, fields, users, made, changed))


def _users(versions: Iterable[Any]) -> Mapping[int, str]:
    return dict(User.objects.filter(pk__in={_user_of(each) for each in versions}).values_list("pk", "name"))


def _user_of(version: Any) -> int:
    """Who made the change; 0 for what was not done through a page."""
    return int((version.pgh_context.metadata if version.pgh_context else {}).get("user") or 0)


def _happenings(
    versions: Iterable[Any], fields: list[Field], users: Mapping[int, str], made: str, changed: str
) -> Iterator[Happening]:
    before: Any = None
    for version in versions:
        edits = [] if before is None else list(_edits(before, version, fields))
        title = made if before is None else changed
        if title and (before is None or edits):
            at = version.pgh_created_at
            who = users.get(_user_of(version), "")
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
