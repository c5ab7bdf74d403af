"""The state's payments. Assumed: the documents do not say when the money came."""

from grants import setting_up
from reporting.demo.agreement import Loaded
from reporting.demo.files import day, kronor, read
from reporting.demo.people import Cast

DAYS = ("requisition_by", "expected_on", "repay_by")


def load(loaded: Loaded, cast: Cast) -> None:
    for row in read(f"{loaded.slug}/payments.json")["payments"]:
        days = {name: day(row.get(name)) for name in DAYS}
        amount = kronor(row["amount"])
        payment = setting_up.add_payment(
            loaded.agreement,
            by=cast.officer,
            registry_number=row["registry_number"],
            payer=row["payer"],
            amount=amount,
            note=row["note"],
            **days,
        )
        if asked := day(row.get("requisitioned_on")):
            payment = setting_up.requisition(payment, on=asked, by=cast.officer)
        if came := day(row.get("received_on")):
            setting_up.receive(payment, received_on=came, amount=amount, by=cast.controller, on=came)
