from grants.models.account_rules import ACCOUNT_PARTS, AccountRule
from grants.models.activities import Activity, ActivityRole
from grants.models.agreements import (
    Agreement,
    DevelopmentArea,
    DistributionKey,
    FocusArea,
    Fund,
    NationalShare,
    StatedFigure,
)
from grants.models.book import Account, Movement, PeriodClose
from grants.models.corrections import HeldCorrection, OutcomeCorrection
from grants.models.distribution import Distribution, DistributionQuantity, DistributionRow
from grants.models.findings import Acknowledgement
from grants.models.forecasts import BudgetMonth, Forecast, OutcomeComment
from grants.models.joint_pots import JointPot, JointPotPart
from grants.models.outcome import Outcome, OutcomeImport, OutcomeMapping
from grants.models.payments import Payment
from grants.models.payouts import Payout, PayoutRow
from grants.models.providers import Ownership, PriceItem, PriceList, Provider, ProviderKey, ProviderWeight
from grants.models.uploads import OutcomeUpload

__all__ = [
    "ACCOUNT_PARTS",
    "Account",
    "AccountRule",
    "Acknowledgement",
    "Activity",
    "ActivityRole",
    "Agreement",
    "BudgetMonth",
    "DevelopmentArea",
    "Distribution",
    "DistributionKey",
    "DistributionQuantity",
    "DistributionRow",
    "FocusArea",
    "Forecast",
    "Fund",
    "HeldCorrection",
    "JointPot",
    "JointPotPart",
    "Movement",
    "NationalShare",
    "Outcome",
    "OutcomeComment",
    "OutcomeCorrection",
    "OutcomeImport",
    "OutcomeMapping",
    "OutcomeUpload",
    "Ownership",
    "Payment",
    "Payout",
    "PayoutRow",
    "PeriodClose",
    "PriceItem",
    "PriceList",
    "Provider",
    "ProviderKey",
    "ProviderWeight",
    "StatedFigure",
]
