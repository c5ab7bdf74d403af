"""What a joint pot is, to the krona; and writing one down. The setting aside is an allocation: nothing moves here."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction

from grants.actions import GrantsRefused
from grants.models import Activity, Agreement, JointPot
from grants.setting_up import change
from grants.splitting import KRONA, split
from people.models import User


def set_aside(allotted: Sequence[Decimal], share: Decimal) -> list[Decimal]:
    """What each sets aside, in whole kronor and in their order: `share` per cent of all of it, rounded once, split by
    the largest remainder. So the parts make the pot exactly."""
    whole = sum(allotted, Decimal(0))
    if not whole:
        return [Decimal(0)] * len(allotted)
    pot = (whole * share / 100).quantize(KRONA, ROUND_HALF_UP)
    return split(pot, allotted)


@transaction.atomic
def save_joint_pot(
    pot: JointPot | None, *, name: str, share: Decimal, parts: Mapping[Agreement, Activity | None], by: User
) -> JointPot:
    """A new pot (`pot` is None) or a changed one, with the agreements that take part and the activity of each.

    Raises GrantsRefused: the ability, fewer than one agreement, an activity of another agreement or of another pot.
    """
    if not parts:
        raise GrantsRefused("Välj minst en överenskommelse som avsätter till potten.", "no_agreement")
    for agreement, activity in parts.items():
        if activity is not None and activity.area.agreement_id != agreement.pk:
            raise GrantsRefused(f"{activity} hör inte till {agreement}.", "other_agreement")
        _refuse_taken(pot, activity)
    saved = change(pot or JointPot(), by=by, name=name, share=share)
    saved.parts.exclude(agreement__in=list(parts)).delete()
    for agreement, activity in parts.items():
        saved.parts.update_or_create(agreement=agreement, defaults={"activity": activity})
    return saved


def _refuse_taken(pot: JointPot | None, activity: Activity | None) -> None:
    other = JointPot.objects.filter(parts__activity=activity).first() if activity else None
    if other is not None and other != pot:
        raise GrantsRefused(f"{activity} avsätter redan till {other}.", "other_pot")
