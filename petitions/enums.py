"""The words of the work: kinds, channels, states, actions, clocks and results, as practice §2 names them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PetitionKind(TextChoices):
    INQUIRY = "inquiry", _("inquiry")
    HELP = "help", _("help")
    COMPLAINT = "complaint", _("complaint")
    REPORT = "report", _("report")
    SUGGESTION = "suggestion", _("suggestion")
    PRAISE = "praise", _("praise")
    OTHER = "other", _("other")


class Channel(TextChoices):
    HOTLINE_12345 = "hotline_12345", _("12345 hotline")
    PORTAL = "portal", _("online")
    MAILBOX = "mailbox", _("mailbox")
    QUESTIONNAIRE = "questionnaire", _("questionnaire")
    HOUSEHOLD_VISIT = "household_visit", _("household visit")
    WALK_IN = "walk_in", _("walk-in")
    GRID_REPORT = "grid_report", _("grid report")
    MEDIA = "media", _("media")
    SUPERIOR_TRANSFER = "superior_transfer", _("transferred by a superior")
    CAMPAIGN_IMPORT = "campaign_import", _("campaign import")


class PetitionerKind(TextChoices):
    PERSON = "person", _("person")
    ENTERPRISE = "enterprise", _("enterprise")
    ORGANISATION = "organisation", _("organisation")


class Urgency(TextChoices):
    CRITICAL = "critical", _("critical")
    URGENT = "urgent", _("urgent")
    NORMAL = "normal", _("normal")


class Status(TextChoices):
    REGISTERED = "registered", _("to be accepted")
    ACCEPTED = "accepted", _("to be dispatched")
    NOT_ACCEPTED = "not_accepted", _("not accepted")
    ANSWERED = "answered", _("answered directly")
    MERGED = "merged", _("merged")
    DISPATCHED = "dispatched", _("to be signed")
    RETURN_PENDING = "return_pending", _("return under review")
    ARBITRATING = "arbitrating", _("in arbitration")
    HANDLING = "handling", _("being handled")
    REWORKING = "reworking", _("being reworked")
    SUSPENDED = "suspended", _("suspended")
    SUBMITTED = "submitted", _("to be reviewed")
    VERIFYING = "verifying", _("to be verified")
    FOLLOW_UP = "follow_up", _("to be followed up")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ARCHIVED = "archived", _("archived")


ENDED = frozenset(
    {Status.NOT_ACCEPTED, Status.ANSWERED, Status.MERGED, Status.CLOSED, Status.WITHDRAWN, Status.ARCHIVED}
)
OPEN = frozenset(Status) - ENDED


class Action(TextChoices):
    REGISTER = "register", _("register")
    ACCEPT = "accept", _("accept")
    REFUSE = "refuse", _("refuse")
    ANSWER = "answer", _("answer directly")
    MERGE = "merge", _("merge")
    DISPATCH = "dispatch", _("dispatch")
    SIGN = "sign", _("sign")
    REQUEST_RETURN = "request_return", _("request return")
    APPROVE_RETURN = "approve_return", _("approve return")
    REJECT_RETURN = "reject_return", _("reject return")
    ARBITRATE = "arbitrate", _("refer to arbitration")
    AWARD = "award", _("award")
    REASSIGN = "reassign", _("reassign")
    CONTACT = "contact", _("record contact")
    SUSPEND = "suspend", _("suspend")
    RESUME = "resume", _("resume")
    SUBMIT = "submit", _("submit reply")
    REPAIR = "repair", _("send back for repair")
    TO_VERIFICATION = "to_verification", _("pass to verification")
    TO_FOLLOW_UP = "to_follow_up", _("pass to follow-up")
    VERIFY = "verify", _("verification passed")
    FAIL_VERIFICATION = "fail_verification", _("verification failed")
    MISS_CALL = "miss_call", _("record an unanswered call")
    PROPOSE_REWORK = "propose_rework", _("propose rework")
    CLOSE = "close", _("close after follow-up")
    REWORK = "rework", _("order rework")
    REOPEN = "reopen", _("reopen")
    WITHDRAW = "withdraw", _("withdraw")
    CLOSE_WITHOUT_CALL = "close_without_call", _("close without follow-up")
    ARCHIVE = "archive", _("archive")


class ClockName(TextChoices):
    INTAKE = "intake", _("intake clock")
    DISPATCH = "dispatch", _("dispatch clock")
    SIGN = "sign", _("sign clock")
    CONTACT = "contact", _("contact clock")
    HANDLE = "handle", _("handle clock")
    RETURN_WINDOW = "return_window", _("return window")
    RETURN_REVIEW = "return_review", _("return review clock")
    ARBITRATION = "arbitration", _("arbitration clock")
    REVIEW = "review", _("reply review clock")
    VERIFY = "verify", _("verification clock")
    FOLLOW_UP = "follow_up", _("follow-up clock")
    REWORK = "rework", _("rework clock")


class TimeBase(TextChoices):
    WORKING = "working", _("working time")
    NATURAL = "natural", _("natural time")
    CALENDAR = "calendar", _("calendar days")


class TimeUnit(TextChoices):
    MINUTES = "minutes", _("minutes")
    HOURS = "hours", _("hours")
    DAYS = "days", _("days")


class StageLamp(TextChoices):
    NONE = "none", _("no lamp")
    GREY = "grey", _("grey lamp")
    YELLOW = "yellow", _("yellow lamp")
    GREEN = "green", _("green lamp")
    ORANGE = "orange", _("orange lamp")


class DeadlineLamp(TextChoices):
    GREEN = "green", _("in time")
    YELLOW = "yellow", _("time is passing")
    ORANGE = "orange", _("nearly due")
    RED = "red", _("overdue")
    PAUSED = "paused", _("paused")
    UNKNOWN = "unknown", _("no due time")


class AssignmentRole(TextChoices):
    LEAD = "lead", _("lead")
    ASSIST = "assist", _("assist")


class ReturnReason(TextChoices):
    R1 = "R1", _("R1 not within our statutory duty")
    R2 = "R2", _("R2 not in our jurisdiction")
    R3 = "R3", _("R3 another unit should lead")
    R4 = "R4", _("R4 facts or place unclear")
    R5 = "R5", _("R5 duplicate of an open order")
    R6 = "R6", _("R6 departmental duty pushed to the grassroots")
    R7 = "R7", _("R7 already in a statutory procedure")
    R8 = "R8", _("R8 wrong department by clerical error")


class ReturnState(TextChoices):
    PENDING = "pending", _("pending")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")


class NotAcceptedReason(TextChoices):
    N1 = "N1", _("N1 emergency, passed to 110/119/120/122")
    N2 = "N2", _("N2 belongs to a statutory procedure")
    N3 = "N3", _("N3 same matter, no new facts")
    N4 = "N4", _("N4 secrets or personal privacy")
    N5 = "N5", _("N5 beyond any unit's duty")
    N6 = "N6", _("N6 against law or public order")


class SuspensionCause(TextChoices):
    G1 = "G1", _("G1 policy gap")
    G2 = "G2", _("G2 funds or project not approved")
    G3 = "G3", _("G3 planning or land")
    G4 = "G4", _("G4 history and title")
    G5 = "G5", _("G5 litigation pending")
    G6 = "G6", _("G6 residents disagree")
    G7 = "G7", _("G7 season or construction window")


class ResultCode(TextChoices):
    SOLVED = "solved", _("solved")
    PARTLY_SOLVED = "partly_solved", _("partly solved")
    PLANNED = "planned", _("planned")
    EXPLAINED = "explained", _("explained")
    ENTERED_STATUTORY_PROCEDURE = "entered_statutory_procedure", _("entered a statutory procedure")
    NOT_FEASIBLE = "not_feasible", _("not feasible")
    UNTRUE = "untrue", _("not as reported")
    TRANSFERRED_OUT = "transferred_out", _("transferred to a competent body")


class ContactMethod(TextChoices):
    PHONE = "phone", _("telephone")
    VISIT = "visit", _("visit")
    MESSAGE = "message", _("message")
    LETTER = "letter", _("letter")


class ContactOutcome(TextChoices):
    REACHED = "reached", _("reached")
    UNREACHED = "unreached", _("not reached")


class Contacted(TextChoices):
    YES = "yes", _("yes, in time")
    NO = "no", _("no")
    UNSURE = "unsure", _("cannot remember")


class Solved(TextChoices):
    SOLVED = "solved", _("solved")
    PARTLY = "partly", _("partly solved")
    UNSOLVED = "unsolved", _("not solved")
    DISAGREES = "disagrees", _("does not agree")


class DissatisfactionCause(TextChoices):
    HANDLING = "handling", _("how it was handled")
    ATTITUDE = "attitude", _("attitude")
    SPEED = "speed", _("speed")
    EXPECTATION = "expectation", _("expectation")
    LAW_OR_POLICY = "law_or_policy", _("law or policy")


class DisclosureReason(TextChoices):
    CONTACT = "contact", _("to contact the petitioner")
    RESCUE = "rescue", _("urgent rescue")
    PROCEDURE = "procedure", _("statutory procedure")
    CORRECTION = "correction", _("correction")
