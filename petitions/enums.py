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


class Track(TextChoices):
    """Which law the clocks of an order follow."""

    ORDINARY = "", _("ordinary petition")
    XINFANG = "xinfang", _("letters and visits matter")


class StatutoryClass(TextChoices):
    """What a letters and visits matter is (信访工作条例 arts. 29-31)."""

    OPINION = "opinion", _("suggestion or opinion (art. 29)")
    ACCUSATION = "accusation", _("accusation, handed to the discipline organ (art. 30)")
    APPEAL = "appeal", _("appeal for a decision (art. 31 item 6)")
    OTHER_PROCEDURE = "other_procedure", _("led into another procedure (art. 31 items 1-5)")


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
    UNMERGE = "unmerge", _("undo the merge")
    DISPATCH = "dispatch", _("dispatch")
    SIGN = "sign", _("sign")
    UNDO_SIGN = "undo_sign", _("undo signing")
    AUTO_SIGN = "auto_sign", _("count as signed")
    REQUEST_RETURN = "request_return", _("request return")
    ENDORSE_RETURN = "endorse_return", _("endorse return")
    APPROVE_RETURN = "approve_return", _("approve return")
    REJECT_RETURN = "reject_return", _("reject return")
    ARBITRATE = "arbitrate", _("refer to arbitration")
    STATE_POSITION = "state_position", _("state a position")
    PROPOSE_AWARD = "propose_award", _("propose an award")
    AWARD = "award", _("award")
    REASSIGN = "reassign", _("reassign")
    REQUEST_ASSIST = "request_assist", _("ask for an assist")
    ADD_ASSIST = "add_assist", _("add an assist")
    DENY_ASSIST = "deny_assist", _("deny the assist")
    OBJECT_ASSIST = "object_assist", _("object to assisting")
    SETTLE_OBJECTION = "settle_objection", _("settle the objection")
    FINISH_ASSIST = "finish_assist", _("report the assist's result")
    WAIVE_ASSIST = "waive_assist", _("go on without the assist")
    CONTACT = "contact", _("record contact")
    SECURE = "secure", _("report the danger removed")
    REQUEST_EXTENSION = "request_extension", _("ask for an extension")
    EXTEND = "extend", _("grant the extension")
    REFUSE_EXTENSION = "refuse_extension", _("refuse the extension")
    REQUEST_SUSPENSION = "request_suspension", _("ask for suspension")
    SUSPEND = "suspend", _("suspend")
    REFUSE_SUSPENSION = "refuse_suspension", _("refuse the suspension")
    RENEW_SUSPENSION = "renew_suspension", _("renew the suspension")
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
    PROPOSE_FINAL = "propose_final", _("propose a final reply")
    REFUSE_FINAL = "refuse_final", _("refuse the final reply")
    FINAL_REPLY = "final_reply", _("close with a final reply")
    WITHDRAW = "withdraw", _("withdraw")
    RAISE_URGENCY = "raise_urgency", _("raise the urgency")
    CLOSE_WITHOUT_CALL = "close_without_call", _("close without follow-up")
    ARCHIVE = "archive", _("archive")
    APPLY_EXCLUSION = "apply_exclusion", _("apply for exclusion from assessment")
    CHECK_EXCLUSION = "check_exclusion", _("confirm the grounds of exclusion")
    REFUSE_EXCLUSION = "refuse_exclusion", _("refuse the exclusion")
    EXCLUDE = "exclude", _("exclude from assessment")
    UPHOLD_EXCLUSION = "uphold_exclusion", _("re-check: exclusion stands")
    RESTORE = "restore", _("re-check: count the order again")
    RECUSE = "recuse", _("recuse myself")


class ClockName(TextChoices):
    INTAKE = "intake", _("intake clock")
    DISPATCH = "dispatch", _("dispatch clock")
    SIGN = "sign", _("sign clock")
    CONTACT = "contact", _("contact clock")
    HANDLE = "handle", _("handle clock")
    RETURN_WINDOW = "return_window", _("return window")
    RETURN_REVIEW = "return_review", _("return review clock")
    ARBITRATION = "arbitration", _("arbitration clock")
    DANGER = "danger", _("danger clock")
    ASSIST = "assist", _("assist clock")
    EXTENSION = "extension", _("extension decision clock")
    SUSPENSION = "suspension", _("suspension review clock")
    REVIEW = "review", _("reply review clock")
    VERIFY = "verify", _("verification clock")
    FIRST_CALL = "first_call", _("first call clock")
    FOLLOW_UP = "follow_up", _("follow-up clock")
    REWORK = "rework", _("rework clock")
    SUPERVISION = "supervision", _("supervision reply clock")
    EMERGENCY_WHISTLE = "whistle_emergency", _("emergency whistle clock")
    EMERGENCY_WHISTLE_RURAL = "whistle_rural", _("emergency whistle clock, rural")
    ENFORCEMENT_WHISTLE = "whistle_enforce", _("enforcement whistle clock")
    KEY_WORK_WHISTLE = "whistle_key_work", _("key work whistle clock")
    EMERGENCY_RESULT = "result_emergency", _("emergency whistle result clock")
    ENFORCEMENT_RESULT = "result_enforce", _("enforcement whistle result clock")
    KEY_WORK_RESULT = "result_key_work", _("key work whistle result clock")
    PETITION_REVIEW = "review_statutory", _("statutory review clock")


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


class Matter(TextChoices):
    """What can be open beside an order: the words of `WorkOrder.open_matters`."""

    ASSIST = "assist", _("assist asked for")
    EXTENSION = "extension", _("extension asked for")
    SUSPENSION = "suspension", _("suspension asked for or in force")
    FINAL_REPLY = "final_reply", _("final reply proposed")
    EXCLUSION = "exclusion", _("exclusion to decide or to re-check")
    OBJECTION = "objection", _("objection to assisting")
    ARBITRATION = "arbitration", _("arbitration")
    WHISTLE = "whistle", _("whistle")
    RECUSAL = "recusal", _("recusal")


class RequestState(TextChoices):
    """How far something asked for has come."""

    PENDING = "pending", _("pending")
    CHECKED = "checked", _("checked, to be decided")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    LAPSED = "lapsed", _("lapsed")
    ENDED = "ended", _("ended")


class ExtensionReason(TextChoices):
    E1 = "E1", _("E1 expert test needed")
    E2 = "E2", _("E2 statutory publicity or procurement")
    E3 = "E3", _("E3 weather or season")
    E4 = "E4", _("E4 works of several departments")
    E5 = "E5", _("E5 asked for by the petitioner")
    E6 = "E6", _("E6 statutory procedure")


class ExclusionGround(TextChoices):
    X1 = "X1", _("X1 demand beyond law or policy, lawfully explained")
    X2 = "X2", _("X2 demand proved untrue")
    X3 = "X3", _("X3 another legal procedure decides")
    X4 = "X4", _("X4 malicious repetition, on record")
    X5 = "X5", _("X5 no contact possible after three attempts")
    X6 = "X6", _("X6 force majeure")
    X7 = "X7", _("X7 exact duplicate counted elsewhere")


class FinalGround(TextChoices):
    ROUNDS = "rounds", _("all rounds of rework are used up")
    UNLAWFUL = "unlawful", _("the demand is against law or policy")


class ArbitrationCause(TextChoices):
    REFUSALS = "refusals", _("two departments have refused")
    UNCLEAR = "unclear", _("the duty is unclear")
    LOCKED = "locked", _("the unit may not return it again")


class IntegrityKind(TextChoices):
    WITHDRAWAL_PRESSURE = "withdrawal_pressure", _("a unit tried to withdraw the petition")
    RATING_PRESSURE = "rating_pressure", _("a unit pressed for a better rating")


class WhistleKind(TextChoices):
    EMERGENCY = "emergency", _("emergency whistle")
    ENFORCEMENT = "enforcement", _("enforcement whistle")
    KEY_WORK = "key_work", _("key work whistle")


class WhistleView(TextChoices):
    """Whether a whistle was right, as the called unit or the office sees it."""

    JUSTIFIED = "justified", _("justified")
    PARTLY = "partly", _("partly justified")
    NOT = "not", _("not justified")


class SupervisionLevel(TextChoices):
    NOTICE = "notice", _("reminder notice")
    ORDER = "order", _("supervision order")
    TALK = "talk", _("talk")
    CIRCULAR = "circular", _("circular")


class SupervisionTrigger(TextChoices):
    OVERDUE = "overdue", _("overdue")
    NEARLY_DUE = "nearly_due", _("urgent and nearly due")
    REWORKED_TWICE = "reworked_twice", _("reworked twice")
    LEADER = "leader", _("instructed by a leader")
    MEDIA = "media", _("reported by the media")
    CLUSTER = "cluster", _("five petitions in seven days in one grid")
    RETURN_REJECTED_TWICE = "returns_rejected", _("return rejected twice")
    SUSPENSION_UNREVIEWED = "unreviewed", _("suspended without review")
    CONDUCT = "conduct", _("petitioner dissatisfied with attitude or speed")


class SupervisionState(TextChoices):
    DRAFT = "draft", _("draft")
    ISSUED = "issued", _("to be replied to")
    REPLIED = "replied", _("replied, to be written off")
    WRITTEN_OFF = "written_off", _("written off")
    DROPPED = "dropped", _("dropped")


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


class VerificationMethod(TextChoices):
    SITE = "site", _("on the spot")
    DOCUMENTS = "documents", _("by documents")


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


class FindingKind(TextChoices):
    """What can be wrong with who answers (practice S0-31, S0-32)."""

    GAP = "gap", _("gap: nobody leads")
    OVERLAP = "overlap", _("overlap: several lead")
    HISTORY = "history", _("solved by units the list does not name")
    AWARD = "award", _("awards contradict the list")
    UNMATCHED = "unmatched", _("fits no item")
