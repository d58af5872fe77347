"""The words of who answers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DepartmentSystem(TextChoices):
    PARTY = "party", _("party and mass affairs")
    GOVERNMENT = "government", _("government")
    PUBLIC_SERVICE = "public_service", _("public service enterprise")
    MASS = "mass", _("mass organisation")


class DepartmentKind(TextChoices):
    MEMBER = "member", _("member department")
    STREET = "street", _("street office")
    PLACEHOLDER = "placeholder", _("street of the place")  # D00: never assigned, resolved at dispatch


class DutyListKind(TextChoices):
    DEPARTMENT = "department", _("department duty list")
    STREET = "street", _("street duty list")
    COMMUNITY_DUTY = "community_duty", _("community duty list")
    COMMUNITY_SERVICE = "community_service", _("community service list")
    SECRETARY = "secretary", _("secretary's governance duties")
    ENTRY_PERMIT = "entry_permit", _("entry permit list")


class DutyPart(TextChoices):
    """The three parts of a street's duty list."""

    BASIC = "basic", _("basic duty")
    COOPERATIVE = "cooperative", _("cooperative duty")
    RECLAIMED = "reclaimed", _("reclaimed by the superior")


class DutyGroup(TextChoices):
    """The three main tasks of a street."""

    PARTY = "party", _("party building")
    GOVERNANCE = "governance", _("governance")
    SERVICE = "service", _("service")


class DutyLevel(TextChoices):
    """Which level carries a duty out."""

    CITY = "city", _("city")
    DISTRICT = "district", _("district or county")
    STREET = "street", _("street (town, township)")
    COMMUNITY = "community", _("community (village)")


class RevisionState(TextChoices):
    DRAFT = "draft", _("draft")
    OPINIONS = "opinions", _("units are asked")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("not approved")
    WITHDRAWN = "withdrawn", _("withdrawn")


class DutyAction(TextChoices):
    ADD = "add", _("added")
    CHANGE = "change", _("changed")
    DROP = "drop", _("dropped from the list")


class DifferenceKind(TextChoices):
    """What became of an item between two versions of a list."""

    ADDED = "added", _("added")
    MOVED = "moved", _("moved to another unit")
    REMOVED = "removed", _("removed")
    CHANGED = "changed", _("worded anew")


class Admission(TextChoices):
    """Whether something may be given to a community."""

    OWN = "own", _("the community's own")
    ASSISTS = "assists", _("the community assists, and never leads")
    PERMITTED = "permitted", _("an entry permit allows it")
    OF_ANOTHER = "of_another", _("permitted to another unit only")


class OpinionStance(TextChoices):
    AGREE = "agree", _("agrees")
    OBJECT = "object", _("objects")


class AgendaState(TextChoices):
    POOL = "pool", _("in the pool")
    TAKEN = "taken", _("on an agenda")
    DROPPED = "dropped", _("not taken up")


class DutyProposalState(TextChoices):
    OPEN = "open", _("to be answered")
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("not adopted")


class PartyOrgKind(TextChoices):
    WORKING_COMMITTEE = "working_committee", _("party working committee")
    PARTY_COMMITTEE = "party_committee", _("party committee")
    GENERAL_BRANCH = "general_branch", _("general party branch")
    BRANCH = "branch", _("party branch")
    JOINT_BRANCH = "joint_branch", _("joint party branch")
    TEMPORARY_BRANCH = "temporary_branch", _("temporary party branch")
    GRID_BRANCH = "grid_branch", _("grid party branch")
    GROUP = "group", _("party group")
    CONTACT_HOUSEHOLD = "contact_household", _("party contact household")
    INDUSTRY_COMMITTEE = "industry_committee", _("industry party committee")
    JOINT_COMMITTEE = "joint_committee", _("joint party committee")
    FUNCTIONAL_BRANCH = "functional_branch", _("functional party branch")


class PostKind(TextChoices):
    GRID_CHIEF = "grid_chief", _("grid chief")
    BUILDING_CHIEF = "building_chief", _("building chief")
    UNIT_CHIEF = "unit_chief", _("unit chief")
    STREET_CHIEF = "street_chief", _("street chief")
    LANE_CHIEF = "lane_chief", _("lane chief")
    COURTYARD_CHIEF = "courtyard_chief", _("courtyard head")
    GRID_WORKER = "grid_worker", _("full-time grid worker")
    PART_TIME_WORKER = "part_time", _("part-time grid worker")
    GRID_BRANCH_SECRETARY = "grid_branch_secretary", _("grid party branch secretary")
    FIRST_SECRETARY = "first_secretary", _("first secretary")
    CONTACT_LEADER = "contact_leader", _("contact leader of the area")
    LEGAL_ADVISER = "legal_adviser", _("legal adviser of the community")
    RULE_OF_LAW_DEPUTY = "rule_of_law_deputy", _("deputy head for the rule of law")
    COMMUNITY_POLICE = "community_police", _("community police officer")


class MechanismLevel(TextChoices):
    CITY = "city", _("city")
    DISTRICT = "district", _("district or county")
    STREET = "street", _("street (town, township)")


class Role(TextChoices):
    """What a person may be in the handling of petitions. core.actors.OFFICE_ROLES lists those of the office."""

    INTAKE = "intake", _("intake officer")
    DISPATCHER = "dispatcher", _("dispatcher")
    LIAISON = "liaison", _("liaison officer")
    HANDLER = "handler", _("handler")
    DEPT_LEADER = "dept_leader", _("department leader in charge")
    STREET_COORDINATOR = "street_coordinator", _("street coordinator")
    GRID_WORKER = "grid_worker", _("grid worker")
    VERIFIER = "verifier", _("verifier")
    CALLER = "caller", _("follow-up caller")
    ARBITRATOR = "arbitrator", _("arbitrator")
    DEPUTY_CONVENER = "deputy_convener", _("deputy convener")
    SUPERVISOR = "supervisor", _("supervisor")
    OFFICE_ADMIN = "office_admin", _("office administrator")
    AUDITOR = "auditor", _("auditor")


DEPARTMENT_ROLES = (Role.LIAISON, Role.HANDLER, Role.DEPT_LEADER)
AREA_ROLES = (Role.STREET_COORDINATOR, Role.GRID_WORKER)
