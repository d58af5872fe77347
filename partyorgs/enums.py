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


class PartyTier(TextChoices):
    """The chain that leads from a community to the door (四级组织链)."""

    COMMUNITY = "community", _("community party organisation")
    GRID = "grid", _("grid party branch")
    GROUP = "group", _("party group of an estate")
    CONTACT = "contact", _("party contact household")


class ElectionTiming(TextChoices):
    EARLY = "early", _("before its time")
    ON_TIME = "on_time", _("at its time")
    LATE = "late", _("after its time")


class TermStage(TextChoices):
    """How near the end of a term is. Each stage but the last is told of once."""

    OVERDUE = "overdue", _("overdue")
    DUE = "due", _("term ends today")
    THREE_MONTHS = "three_months", _("within three months")
    SIX_MONTHS = "six_months", _("within six months")
    LATER = "later", _("later than six months")


class Basic(TextChoices):
    """五个基本: the dimensions of a health check, twenty points each."""

    ORGANIZATION = "organization", _("basic organisation")
    TEAM = "team", _("basic team")
    ACTIVITY = "activity", _("basic activities")
    SYSTEM = "system", _("basic rules")
    SUPPORT = "support", _("basic support")


class HealthLevel(TextChoices):
    HEALTHY = "healthy", _("healthy")
    SUB_HEALTHY = "sub_healthy", _("sub-healthy")
    UNHEALTHY = "unhealthy", _("unhealthy")


class RedItem(TextChoices):
    """A fact that no number of points makes up for."""

    ELECTION = "election", _("election overdue for more than six months without approval")
    SECRETARY = "secretary", _("secretary post vacant for more than three months")
    ACTIVITY = "activity", _("no organisation life for more than six months")


class RectificationState(TextChoices):
    PROPOSED = "proposed", _("proposed for review")
    LISTED = "listed", _("listed")
    RECTIFYING = "rectifying", _("being rectified")
    ACCEPTED = "accepted", _("accepted")
    TRACKED = "tracked", _("tracked")
    CLOSED = "closed", _("closed after tracking")
    DISMISSED = "dismissed", _("not listed")


class RectificationStep(TextChoices):
    DISMISS = "dismiss", _("record that it is not listed")
    LIST = "list", _("record the listing")
    PLAN = "plan", _("enter the plan and its support")
    ADD_MEASURE = "add-measure", _("add a measure")
    FINISH_MEASURE = "finish-measure", _("measure done")
    ACCEPT = "accept", _("accept the rectification")
    TRACK = "track", _("begin the year of tracking")
    CLOSE = "close", _("close")
    RETURN = "return", _("return to rectification")


class MeasureKind(TextChoices):
    JOINT = "joint", _("joint building")
    SHARED = "shared", _("sharing of resources")
    GOVERNANCE = "governance", _("governing together")
    OTHER = "other", _("another measure")


class TrainingProgramme(TextChoices):
    CADRES = "cadres", _("abilities of cadres")
    RESERVE = "reserve", _("reserve cadres")
    PRACTICAL = "practical", _("practical talents")


class TrainingSetting(TextChoices):
    """六进: where study goes."""

    ENTERPRISE = "enterprise", _("enterprise")
    VILLAGE = "village", _("village")
    OFFICE = "office", _("public office")
    CAMPUS = "campus", _("campus")
    COMMUNITY = "community", _("residential community")
    ONLINE = "online", _("online")


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


class StaffLayer(TextChoices):
    """The three layers of those who work in the grids (网格队伍). Who is sent by a unit belongs to none of them."""

    COMMUNITY = "community", _("community worker")
    GRID = "grid", _("grid worker")
    VOLUNTEER = "volunteer", _("volunteer")


LAYER_OF = {
    PostKind.GRID_CHIEF: StaffLayer.COMMUNITY,
    PostKind.GRID_BRANCH_SECRETARY: StaffLayer.COMMUNITY,
    PostKind.LANE_CHIEF: StaffLayer.COMMUNITY,
    PostKind.GRID_WORKER: StaffLayer.GRID,
    PostKind.PART_TIME_WORKER: StaffLayer.GRID,
    PostKind.BUILDING_CHIEF: StaffLayer.VOLUNTEER,
    PostKind.UNIT_CHIEF: StaffLayer.VOLUNTEER,
    PostKind.COURTYARD_CHIEF: StaffLayer.VOLUNTEER,
}


class MechanismKind(TextChoices):
    """What the city calls it: a coordination mechanism, or a governance working committee (治理工作委员会)."""

    MECHANISM = "mechanism", _("coordination mechanism")
    COMMITTEE = "committee", _("governance working committee")


class ConvenerRank(TextChoices):
    """Below the chief convener, of whom there is one."""

    CONVENER = "convener", _("convener")
    DEPUTY = "deputy", _("deputy convener")


class Platform(TextChoices):
    """The four platforms of a street (四平台)."""

    PARTY = "party", _("party and mass service")
    SERVICE = "service", _("convenience services")
    ENFORCEMENT = "enforcement", _("administrative enforcement")
    ORDER = "order", _("comprehensive governance platform")


class Reporting(TextChoices):
    """Whom a stationed unit answers to."""

    DUAL = "dual", _("the street for its daily work, the department for its profession")
    DEPARTMENT = "department", _("the department alone")


class Grade(TextChoices):
    """How a street finds the work of a unit stationed with it."""

    GOOD = "good", _("good")
    FAIR = "fair", _("fair")
    POOR = "poor", _("poor")


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
