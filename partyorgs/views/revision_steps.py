"""The steps that somebody can take with a revision, as the panels of its page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from core.actors import Actor
from core.components import ActionPanel
from partyorgs import consultation, enactment
from partyorgs.enums import OpinionStance, RevisionState
from partyorgs.forms.revisions import Answer, Ask, Decide, HeadForm, Opine, Reasoned, Redraft
from partyorgs.models import Department, DutyOpinion, DutyRevision
from partyorgs.permissions import may_decide_lists, may_keep, may_speak_for
from partyorgs.revisions import NotRevised

FORMS: dict[str, type[Form]] = {
    "describe": HeadForm, "ask": Ask, "redraft": Redraft, "withdraw": Reasoned, "approve": Decide, "reject": Reasoned,
    "opine": Opine, "answer": Answer,
}  # fmt: skip
KEEPING: dict[str, tuple[str, ...]] = {
    RevisionState.DRAFT: ("ask", "describe", "withdraw"),
    RevisionState.OPINIONS: ("redraft", "describe", "withdraw"),
}
DECIDING = ("approve", "reject")
RARE = ("describe", "withdraw", "redraft")
HEAD = ("title", "document", "effective_on", "reason")


@dataclass(frozen=True, slots=True)
class Offer:
    """A step, of one unit perhaps; `why` it cannot be taken."""

    step: str
    unit: Department | None = None
    initial: dict[str, Any] = field(default_factory=dict)
    why: str = ""

    @property
    def key(self) -> str:
        return f"{self.step}-{self.unit.code}" if self.unit else self.step

    @property
    def label(self) -> str:
        name = label(self.step)
        return f"{name} ({self.unit.short_name})" if self.unit else name

    def url(self, revision: DutyRevision) -> str:
        if self.unit:
            return reverse("partyorgs:revision-speak", args=[revision.pk, self.unit.code, self.step])
        return reverse("partyorgs:revision-act", args=[revision.pk, self.step])


def label(step: str) -> str:
    return {
        "describe": _("Change title or day"), "ask": _("Ask the units"), "redraft": _("Take back to draft"),
        "withdraw": _("Withdraw"), "approve": _("Approve"), "reject": _("Do not approve"),
        "opine": _("Give our opinion"), "answer": _("Answer the objection"),
    }[step]  # fmt: skip


def may(actor: Actor, step: str) -> bool:
    return may_decide_lists(actor) if step in DECIDING else may_keep(actor)


def possible(actor: Actor, revision: DutyRevision) -> set[str]:
    """The keys of the steps somebody may take now."""
    asked = revision.asked.order_by("code")
    opinions = revision.opinions.select_related("department").order_by("id")
    return {offer.key for offer in _offers(actor, revision, asked, opinions) if not offer.why}


def panels(
    actor: Actor, revision: DutyRevision, asked: Iterable[Department], opinions: Iterable[DutyOpinion],
    bound: Form | None, key: str,
) -> list[ActionPanel]:  # fmt: skip
    """`bound` is the form of the step `key` that was refused."""
    return [
        _panel(revision, offer, bound if bound and offer.key == key else _form(offer))
        for offer in _offers(actor, revision, asked, opinions)
    ]


def _offers(
    actor: Actor, revision: DutyRevision, asked: Iterable[Department], opinions: Iterable[DutyOpinion]
) -> list[Offer]:  # fmt: skip
    found = []
    if revision.state == RevisionState.OPINIONS:
        found += _of_the_units(actor, asked, list(opinions))
        found += _of_the_deciding(actor, revision)
    if may_keep(actor):
        head = {name: getattr(revision, name) for name in HEAD}
        steps = KEEPING.get(revision.state, ())
        found += [Offer(step, initial=head if step == "describe" else {}) for step in steps]
    return found


def _of_the_units(actor: Actor, asked: Iterable[Department], opinions: list[DutyOpinion]) -> list[Offer]:
    said = {row.department_id: {"stance": row.stance, "text": row.text} for row in opinions}
    found = [Offer("opine", unit, said.get(unit.pk, {})) for unit in asked if may_speak_for(actor, unit.pk)]
    if may_keep(actor):
        found += [Offer("answer", row.department) for row in opinions if is_waiting(row)]
    return found


def is_waiting(opinion: DutyOpinion) -> bool:
    """An objection that nobody has answered."""
    return opinion.stance == OpinionStance.OBJECT and opinion.answered_at is None


def _of_the_deciding(actor: Actor, revision: DutyRevision) -> list[Offer]:
    if not may_decide_lists(actor):
        return []
    try:
        enactment.check_second_person(revision, actor)
    except NotRevised as refusal:
        return [Offer(step, why=str(refusal)) for step in DECIDING]
    units = _(", ").join(opinion.department.short_name for opinion in consultation.unanswered(revision))
    waiting = _("Objections wait for an answer: %(units)s.") % {"units": units} if units else ""
    return [Offer("approve", why=waiting), Offer("reject")]


def _form(offer: Offer) -> Form:
    return FORMS[offer.step](auto_id=f"{offer.key}-%s", initial=offer.initial)


def _panel(revision: DutyRevision, offer: Offer, form: Form) -> ActionPanel:
    return ActionPanel(
        key=offer.key, label=offer.label, url=offer.url(revision), consequence=_consequence(offer.step), form=form,
        disabled_reason=offer.why, is_primary=offer.step in ("ask", "approve", "opine"),
        is_rare=offer.step in RARE, is_open=form.is_bound,
    )  # fmt: skip


def _consequence(step: str) -> str:
    return {
        "ask": _("The lines stand from then on; every unit they touch is told and may speak until that day."),
        "redraft": _("Lines can be changed again; afterwards the units are asked anew."),
        "approve": _("On its day the versions it replaces end and the new ones begin, all of them or none."),
        "reject": _("Nothing changes in the lists; the units are told."),
        "withdraw": _("Nothing changes in the lists; proposals it had taken up are open again."),
        "opine": _("The last word of your unit counts. An objection is answered before anybody decides."),
    }.get(step, "")
