"""Months under filed reports. The grants app, which opens months, does not know of reports; the database does."""

import pgtrigger

from grants.models import PeriodClose


class ReportedMonth(PeriodClose):
    """A closing as reports see it: what a filed report covers is never opened again."""

    class Meta:
        proxy = True
        verbose_name = "redovisad månad"
        triggers = [
            pgtrigger.Trigger(
                name="month_under_a_filed_report",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__reopened_at__isnull=True, new__reopened_at__isnull=False),
                func="""
                IF EXISTS (
                    SELECT 1
                    FROM reporting_filedreport filed
                    JOIN reporting_requirement requirement ON requirement.id = filed.requirement_id
                    WHERE requirement.agreement_id = NEW.agreement_id
                      AND NEW.month <= COALESCE(requirement.period_to, filed.filed_on)
                      AND NEW.month >= COALESCE(date_trunc('month', requirement.period_from)::date, NEW.month)
                ) THEN
                    RAISE EXCEPTION 'month % lies under a filed report', to_char(NEW.month, 'YYYY-MM')
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'month_under_a_filed_report';
                END IF;
                RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return super().__str__()
