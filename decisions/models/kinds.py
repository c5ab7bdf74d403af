"""Kinds of decision, who makes them, and the states that one goes through."""

from django.db import models


class Kind(models.TextChoices):
    ALLOTMENT = "allotment", "tilldelning"
    ALLOCATION = "allocation", "fördelning"
    REALLOCATION = "reallocation", "omfördelning"
    ACTIVITY = "activity", "ny aktivitet"
    RELEASE = "release", "återföring"
    ACROSS = "across", "omfördelning mellan områden"
    LOCK = "lock", "låsning"
    UNLOCK = "unlock", "upplåsning"
    REPAYMENT = "repayment", "återbetalning"
    CORRECTION = "correction", "rättelse"
    RECTIFICATION = "rectification", "rättelse av text"
    OTHER = "other", "annat beslut"


BUDGETING = frozenset({Kind.ALLOCATION, Kind.REALLOCATION, Kind.ACTIVITY, Kind.RELEASE, Kind.ACROSS, Kind.CORRECTION})
"""Whose lines change what is decided for an activity."""
WITHIN_AN_AREA = frozenset({Kind.REALLOCATION, Kind.ACTIVITY, Kind.RELEASE})
"""What a responsible manager may propose (doc 003: "utifrån ansvarig chefs förslag")."""
BOOKED_WHOLE = frozenset({Kind.REALLOCATION, Kind.ACTIVITY, Kind.RELEASE, Kind.ACROSS, Kind.REPAYMENT, Kind.CORRECTION})
"""Booked as one or not at all: nothing of them is ever uncovered."""
MOVING = BOOKED_WHOLE | {Kind.ALLOCATION}
"""What competes for money that is there."""
CORRECTING = frozenset({Kind.CORRECTION, Kind.RECTIFICATION})
REASONED = (BOOKED_WHOLE | CORRECTING | {Kind.LOCK, Kind.UNLOCK}) - {Kind.ALLOCATION}
"""Not handed in without a reason."""


class Body(models.TextChoices):
    STATE = "state", "staten"
    BOARD = "board", "regionstyrelsen"
    DIRECTOR = "director", "regiondirektören"


class Status(models.TextChoices):
    DRAFT = "draft", "utkast"
    SUBMITTED = "submitted", "inlämnad"
    RETURNED = "returned", "återsänd"
    DECIDED = "decided", "beslutad"
    REJECTED = "rejected", "avslagen"
    WITHDRAWN = "withdrawn", "återtagen"


EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
FINAL = frozenset({Status.DECIDED, Status.REJECTED, Status.WITHDRAWN})
