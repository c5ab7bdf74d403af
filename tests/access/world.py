"""One of everything, and a person for each profile."""

import datetime
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from decisions import actions
from decisions.models import (
    BoardNotice,
    Decision,
    DecisionLink,
    Document,
    MonthPicture,
    Notification,
    ProviderLink,
    ProviderRequest,
)
from decisions.models.kinds import Body
from grants.models import (
    AccountRule,
    Distribution,
    JointPot,
    Outcome,
    OutcomeImport,
    OutcomeMapping,
    OutcomeUpload,
    Payout,
    PeriodClose,
)
from grants.outcome import uploads
from people.abilities import Profile
from people.models import Tenure, User
from reporting import actions as actions_of_reports
from reporting.models import (
    AnswerFile,
    FiledReport,
    Narrative,
    OutsideReport,
    Questionnaire,
    Receipt,
    ReportTemplate,
    Requirement,
    RequirementChange,
)
from reporting.report_template import ECONOMIC
from tests import asking, creators, kinds


class World:
    """One of everything, and a person for each profile."""

    def __init__(self) -> None:
        self._cookies: dict[int, str] = {}
        creators.condition()
        self.example = example = creators.Example()
        self.people = {profile: creators.user(profile) for profile in Profile}
        creators.tenure(creators.role("Regiondirektör"), self.people[Profile.DIRECTOR])
        held = creators.role("Primärvårdschef", holder=self.people[Profile.MANAGER])
        creators.tenure(creators.role("Beställarchef"), self.people[Profile.COORDINATOR])
        example.area.coordinator = creators.role("Beställarchef")
        example.area.save()
        example.alfa.responsibilities.create(role=held)
        self.outsider = creators.user()
        self.officer = self.people[Profile.OFFICER]

    def client_of(self, person: User | None) -> Client:
        """A fresh browser, signed in as the person: once for all, since signing in costs as much as a page."""
        if person is not None and person.pk not in self._cookies:
            signed_in = Client()
            signed_in.force_login(person)
            self._cookies[person.pk] = signed_in.cookies.output(header="", sep=";").strip()
        client = Client()
        if person is not None:
            client.cookies.load(self._cookies[person.pk].split(";")[0])
        return client

    @cached_property
    def args(self) -> dict[str, tuple[Any, ...]]:
        example = self.example
        return {
            "": (),
            "slug": (example.agreement.slug,),
            "fund_key": (example.fund.pk,),
            "area": (example.agreement.slug, example.area.number),
            "activity": (example.alfa.pk,),
            "fund": (example.agreement.slug, example.fund.pk),
            "condition": (1,),
            "activity_condition": (example.alfa.pk, 1),
            "provider_request": (self._provider_request.pk,),
            "provider": (self._distributed.rows.first().provider_id,),
            "provider_key": (self._distributed.key_id,),
            "distribution": (self._distributed.pk,),
            "distribution_draft": (self._undistributed.pk,),
            "distribution_part": (self._undistributed.pk, self._undistributed.rows.first().provider_id),
            "distribution_fixed_part": (self._distributed.pk, self._distributed.rows.first().provider_id),
            "payout": (self._payout().pk,),
            "provider_link": (self._provider_link().pk,),
            "evidence": ("forfragan", self._provider_request.pk),
            "case": (example.case.pk,),
            "document": (self._document.pk,),
            "document_version": (self._document.pk, 1),
            "attachment": (creators.attachment(example.case, by=self.officer).pk,),
            "line": (example.decision.lines.get(activity=example.gamma).pk,),
            "draft": (example.propose({example.alfa: -10, example.beta: 10}, by=self.officer).pk,),
            "returned": (self._returned().pk,),
            "submitted": (example.submitted({example.alfa: -20, example.beta: 20}, by=self.officer).pk,),
            "release": ("aterforing",),
            "repayment": ("aterbetalning",),
            "decided": (example.decision.pk,),
            "release_draft": (kinds.release(example, example.alfa, 10, by=self.officer).pk,),
            "link": (self._link().pk,),
            "statement_draft": (kinds.statement(example.case, "Avtalet förlängs.", by=self.officer).pk,),
            "correction_draft": (kinds.correction(example, example.alfa, 500, by=self.officer).pk,),
            "rectification_draft": (kinds.rectification(example, by=self.officer).pk,),
            "allocation": (self._allocation().pk,),
            "waiting_for_the_board": (self._waiting_for_the_board().pk,),
            "role": (creators.role("Primärvårdschef").pk,),
            "tenure": (Tenure.objects.first().pk,),
            "user": (self.outsider.pk,),
            "outcome_import": (self._import().pk,),
            "own_upload": (self._upload().pk,),
            "outcome_mapping": (OutcomeMapping.objects.first().pk,),
            "outcome_rule": (self._account_rule().pk,),
            "joint_pot": (JointPot.objects.create(name="Gemensamt", share=4).pk,),
            "payment": (example.agreement.payments.create(registry_number="S2020/1", payer="Staten", amount=900).pk,),
            "month": (example.agreement.slug, "2020-07"),
            "closed_month": (self._closed_month().pk,),
            "month_closed_by_now": (example.agreement.slug, "2020-05"),
            "month_picture": (example.agreement.slug, str(self._picture.close), self._picture.number),
            "requirement": (self._requirement.pk,),
            "narrative": (self._requirement.pk, example.area.number),
            "questionnaire": (self._questions.requirement_id,),
            "question": (self._questions.requirement_id, self._questions.sections.get().questions.first().pk),
            "answers": (self._sent.requirement_id,),
            "answer_file": (self._answer_file().pk,),
            "answers_of_area": (self._sent.requirement_id, example.area.number),
            "filed": (self._filed.pk,),
            "receipt": (self._receipt().pk,),
            "outside_file": (self._outside().pk,),
            "report_template": (self._report_template().pk,),
            "mandate": (example.mandate.pk,),
            "day": ("2020-09-22",),
            "assignment": (self.example.decision.assignments.create(text="Återrapportera.").pk,),
            "notice": (self._notice().pk,),
            "notification": (Notification.objects.exclude(address="").first().pk,),
        }

    @cached_property
    def _provider_request(self) -> ProviderRequest:
        day = creators.TODAY
        return actions.ask_provider(self.example.alfa, provider="Hälsan AB", asked_on=day, by=self.officer, on=day)

    def _share(self, name: str) -> Distribution:
        """A draft that shares ten kronor of Alfa on one private provider."""
        key = actions.add_provider_key(
            self.example.agreement,
            name=name,
            kind="listed",
            as_of=creators.TODAY,
            source="Prov",
            content=f"namn;vikt;ägarform\n{name} AB;1;privat\n".encode(),
            by=self.officer,
        )
        ten, day = creators.Decimal(10), creators.TODAY
        return actions.draft_by_key(self.example.alfa, title=name, key=key, amount=ten, by=self.officer, on=day)

    @cached_property
    def _distributed(self) -> Distribution:
        return actions.fix(self._share("Fastställd"), by=self.officer, on=creators.TODAY)

    @cached_property
    def _undistributed(self) -> Distribution:
        return self._share("Utkast")

    def _payout(self) -> Payout:
        day = creators.TODAY
        return actions.note_payout(self._distributed, paid_on=day, reference="V 1", by=self.officer, on=day)

    def _provider_link(self) -> ProviderLink:
        provider, day = self._distributed.rows.first().provider, creators.TODAY
        made, _ = actions.make_link(
            self._distributed, provider, expires_on=day, address="vard@exempel.se", by=self.officer, on=day
        )
        return made

    def _returned(self) -> Decision:
        decision = self.example.submitted({self.example.alfa: -25, self.example.beta: 25}, by=self.officer)
        return actions.return_to_author(
            decision,
            reason="",
            questions={self.example.alfa.pk: "Varför så mycket?", None: "Vad säger Beta?"},
            by=self.people[Profile.DIRECTOR],
            on=creators.TODAY,
        )

    def _link(self) -> DecisionLink:
        draft = self.example.propose({self.example.alfa: -10, self.example.beta: 10}, by=self.officer)
        kind = DecisionLink.Kind.AMENDS
        return actions.link(draft, kind=kind, other=self.example.decision, by=self.officer, on=creators.TODAY)

    def _notice(self) -> BoardNotice:
        decision = self.example.submitted({self.example.alfa: -30, self.example.beta: 30}, by=self.officer)
        actions.decide(decision, by=self.people[Profile.DIRECTOR], on=creators.TODAY)
        by = self.people[Profile.REGISTRAR]
        return actions.report_to_board(
            [decision], meeting_on=creators.TODAY, section_number="§ 12", by=by, on=creators.TODAY
        )

    @cached_property
    def _document(self) -> Document:
        kind, case, day = Document.Kind.MEMO, self.example.case, creators.TODAY
        return actions.create_document(case, kind=kind, title="Tjänsteskrivelse", by=self.officer, on=day)

    def _allocation(self) -> Decision:
        example = self.example
        draft = actions.draft_allocation(
            agreement=example.agreement,
            case=example.case,
            body=Body.BOARD,
            title="Fördelning",
            by=self.officer,
            on=creators.TODAY,
        )
        row = actions.GridRow(example.alfa, {example.fund.pk: creators.Decimal(10)})
        return actions.save_grid(draft, rows=[row], version=draft.version, by=self.officer, on=creators.TODAY)

    def _waiting_for_the_board(self) -> Decision:
        return actions.submit(self._allocation(), by=self.officer, on=creators.TODAY)

    def _import(self) -> OutcomeImport:
        mapping = OutcomeMapping.objects.create(
            name="Prov", month_column="månad", activity_column="aktivitet", amount_column="belopp"
        )
        source = OutcomeImport.objects.create(
            agreement=self.example.agreement,
            month=datetime.date(2020, 8, 1),
            mapping=mapping,
            file_name="utfall.csv",
            sha256="a" * 64,
            by=self.people[Profile.CONTROLLER],
        )
        month = source.month
        Outcome.objects.create(source=source, row_number=2, month=month, account_string="4010 2110 – X9", amount=7)
        return source

    def _upload(self) -> OutcomeUpload:
        return uploads.keep(
            agreement=self.example.agreement,
            month=datetime.date(2020, 6, 1),
            mapping=OutcomeMapping.objects.get(name="Prov"),
            name="juni.csv",
            content=b"m\xc3\xa5nad;aktivitet;belopp\n2020-06;X;1,00\n",
            by=self.people[Profile.CONTROLLER],
        )

    def _account_rule(self) -> AccountRule:
        return AccountRule.objects.create(
            agreement=self.example.agreement,
            activity=self.example.alfa,
            unit="21*",
            first_month=datetime.date(2020, 1, 1),
            by=self.people[Profile.CONTROLLER],
        )

    def _closed_month(self) -> PeriodClose:
        return PeriodClose.objects.create(
            agreement=self.example.agreement,
            month=datetime.date(2020, 5, 1),
            closed_by=self.people[Profile.CONTROLLER],
        )

    @cached_property
    def _picture(self) -> MonthPicture:
        return actions.close_month(
            agreement=self.example.agreement,
            month=datetime.date(2020, 6, 1),
            by=self.people[Profile.CONTROLLER],
            on=creators.TODAY,
            note="Prov.",
        )

    @cached_property
    def _requirement(self) -> Requirement:
        made = Requirement.objects.create(
            agreement=self.example.agreement,
            kind=Requirement.Kind.INTERIM,
            title="Delredovisning",
            recipient="Socialstyrelsen",
            period_from=datetime.date(2020, 1, 1),
            period_to=datetime.date(2020, 8, 31),
        )
        made.changes.create(
            status=RequirementChange.Status.IN_FORCE,
            due_on=datetime.date(2020, 9, 30),
            decided_on=datetime.date(2020, 3, 24),
            decided_by="Regeringen",
            by=self.officer,
        )
        return made

    @cached_property
    def _questions(self) -> Questionnaire:
        return asking.questionnaire(asking.requirement(self.example.agreement), by=self.officer)

    @cached_property
    def _sent(self) -> Questionnaire:
        return asking.sent(asking.requirement(self.example.agreement), by=self.officer)

    def _answer_file(self) -> AnswerFile:
        answer = asking.answer(self._sent, "Vilket underlag finns?")
        return actions_of_reports.keep_file(
            answer, file=asking.file(), by=self.people[Profile.MANAGER], on=creators.TODAY
        )

    def _receipt(self) -> Receipt:
        file, day = SimpleUploadedFile("kvittens.pdf", b"%PDF-1.7 kvittens"), creators.TODAY
        return actions_of_reports.register_receipt(
            self._filed, received_on=day, reference="4.1/2020", file=file, by=self.officer, on=day
        )

    def _outside(self) -> OutsideReport:
        file, day = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 plan"), creators.TODAY
        requirement = Requirement.objects.create(
            agreement=self.example.agreement, kind="plan", title="Plan", recipient="Staten"
        )
        return actions_of_reports.register_outside(
            requirement, reported_on=day, channel="email", signatory="Direktören", file=file, by=self.officer, on=day
        )

    def _report_template(self) -> ReportTemplate:
        return actions_of_reports.make_template(name="SKR", recipient="SKR", content=ECONOMIC, by=self.officer)

    @cached_property
    def _filed(self) -> FiledReport:
        from reporting.actions import file_report

        for area in (None, self.example.area):
            Narrative.objects.create(requirement=self._requirement, area=area, text="Svar.", updated_by=self.officer)
        return file_report(self._requirement, signatory="Regiondirektören", by=self.officer, on=creators.TODAY)
