"""Practice §2.3 a second time: who may take which step from where, typed by hand from the specification.

Nothing here comes from the product. Where the two disagree, practice decides, and this copy is not bent. What the
specification leaves open, and what was added to it, stands apart below with its reason.
"""

# --- T01 to T33: states and where they lead

BEFORE_REPLY = {"registered", "accepted", "dispatched", "return_pending", "arbitrating", "handling"}
OPEN = BEFORE_REPLY | {"reworking", "suspended", "submitted", "verifying", "follow_up"}

STEPS = {
    # action                from                                          to
    "accept":               ({"registered"},                              "accepted"),  # T02
    "refuse":               ({"registered"},                              "not_accepted"),  # T03
    "answer":               ({"registered"},                              "answered"),  # T04
    "merge":                ({"registered", "accepted"},                  "merged"),  # T05
    "dispatch":             ({"accepted"},                                "dispatched"),  # T06
    "sign":                 ({"dispatched"},                              "handling"),  # T07
    "auto_sign":            ({"dispatched"},                              "handling"),  # T08
    "request_return":       ({"dispatched", "handling"},                  "return_pending"),  # T09
    "approve_return":       ({"return_pending"},                          "accepted"),  # T10
    "reject_return":        ({"return_pending"},                          "previous"),  # T11
    "arbitrate":            ({"dispatched", "return_pending", "handling"}, "arbitrating"),  # T12
    "award":                ({"arbitrating"},                             "dispatched"),  # T13
    "reassign":             ({"dispatched", "handling", "reworking"},     "dispatched"),  # T14
    "request_assist":       ({"handling", "reworking"},                   "same"),  # T15, the lead asks
    "add_assist":           ({"handling", "reworking"},                   "same"),  # T15, the dispatcher confirms
    "contact":              ({"handling"},                                "same"),  # T16
    "request_extension":    ({"handling", "reworking"},                   "same"),  # T17, the liaison asks
    "extend":               ({"handling", "reworking"},                   "same"),  # T17, approved
    "request_suspension":   ({"handling"},                                "same"),  # T18, the liaison asks
    "suspend":              ({"handling"},                                "suspended"),  # T18, approved
    "resume":               ({"suspended"},                               "handling"),  # T19
    "submit":               ({"handling", "reworking"},                   "submitted"),  # T20
    "repair":               ({"submitted"},                               "handling"),  # T21
    "to_verification":      ({"submitted"},                               "verifying"),  # T22
    "to_follow_up":         ({"submitted"},                               "follow_up"),  # T23
    "verify":               ({"verifying"},                               "follow_up"),  # T24
    "fail_verification":    ({"verifying"},                               "reworking"),  # T25
    "close":                ({"follow_up"},                               "closed"),  # T26
    "propose_rework":       ({"follow_up"},                               "same"),  # T27, the caller proposes
    "rework":               ({"follow_up"},                               "reworking"),  # T27, the office confirms
    "reopen":               ({"closed"},                                  "reworking"),  # T28
    "final_reply":          ({"reworking", "follow_up"},                  "closed"),  # T29
    "withdraw":             (BEFORE_REPLY,                                "withdrawn"),  # T30, registered … handling
    "raise_urgency":        (OPEN,                                        "same"),  # T31
    "archive":              ({"closed", "not_accepted", "answered", "withdrawn"}, "archived"),  # T32
    "close_without_call":   ({"submitted", "verifying"},                  "closed"),  # T33
}  # fmt: skip

# --- T01 to T33: the column of actors, in its own words

ACTORS = {
    "accept": {"intake"},
    "refuse": {"intake"},
    "answer": {"intake"},
    "merge": {"intake", "dispatcher"},
    "dispatch": {"dispatcher", "system"},
    "sign": {"liaison"},
    "auto_sign": {"system"},
    "request_return": {"liaison"},
    "approve_return": {"dispatcher"},
    "reject_return": {"dispatcher"},
    "arbitrate": {"dispatcher", "liaison", "street_coordinator"},
    "award": {"arbitrator", "deputy_convener"},  # the convener where it is not settled in time
    "reassign": {"dispatcher", "supervisor"},
    "request_assist": {"liaison"},
    "add_assist": {"dispatcher"},
    "contact": {"handler"},
    "request_extension": {"liaison"},
    "extend": {"dispatcher", "dept_leader"},
    "request_suspension": {"liaison"},
    "suspend": {"deputy_convener"},
    "resume": {"office_admin", "system"},
    "submit": {"handler"},
    "repair": {"office_admin", "street_coordinator"},
    "to_verification": {"office_admin", "system"},
    "to_follow_up": {"office_admin", "system"},
    "verify": {"verifier"},
    "fail_verification": {"verifier"},
    "close": {"caller", "system"},
    "propose_rework": {"caller"},
    "rework": {"office_admin"},
    "reopen": {"petitioner", "supervisor", "office_admin"},
    "final_reply": {"deputy_convener"},
    "withdraw": {"petitioner"},
    "raise_urgency": {"dispatcher", "supervisor", "street_coordinator"},
    "archive": {"system"},
    "close_without_call": {"system", "office_admin"},
}

# --- roles × actions: Y allowed, O own unit or place only, - no

COLUMNS = ("petitioner", "intake", "dispatcher", "liaison", "dept_leader", "street_coordinator", "grid_worker",
           "verifier", "caller", "arbitrator", "supervisor", "office_admin", "auditor")  # fmt: skip
MATRIX = {
    # rows of the table                                             pe in di li dl sc gw ve ca ar su oa au
    ("accept", "refuse", "answer"):                                "-  Y  Y  -  -  O  -  -  -  -  -  Y  -",
    ("dispatch", "reassign"):                                      "-  -  Y  -  -  O  -  -  -  -  Y  Y  -",
    ("sign", "contact", "submit"):                                 "-  -  -  O  O  O  O  -  -  -  -  -  -",
    ("request_return", "request_extension", "request_suspension"): "-  -  -  O  O  O  -  -  -  -  -  -  -",
    ("approve_return", "reject_return", "extend"):                 "-  -  Y  -  -  -  -  -  -  -  -  Y  -",
    ("award",):                                                    "-  -  -  -  -  -  -  -  -  Y  -  -  -",
    ("verify", "fail_verification"):                               "-  -  -  -  -  O  O  Y  -  -  Y  Y  -",
    ("close", "propose_rework"):                                   "-  -  -  -  -  -  -  -  Y  -  -  Y  -",
}  # fmt: skip

# --- what the specification names elsewhere, or leaves to those who build it: one line each, with its reason

ADDED_STEPS = {
    # action, from, to, why
    "unmerge":            ({"merged"}, "previous"),  # a merge is reversible
    "undo_sign":          ({"handling"}, "dispatched"),  # ux §2.3: 30 s to undo
    "endorse_return":     ({"return_pending"}, "same"),  # T10: a second person, urgent
    "state_position":     ({"arbitrating"}, "same"),  # T12: positions of each side
    "propose_award":      ({"arbitrating"}, "same"),  # T13: two arbitrators
    "deny_assist":        ({"handling", "reworking"}, "same"),  # T15: or does not confirm
    "object_assist":      ({"handling", "reworking", "dispatched", "return_pending", "arbitrating", "suspended"},
                           "same"),  # §2.7: an assist objects, whatever the lead does meanwhile
    "settle_objection":   ({"handling", "reworking", "dispatched", "return_pending", "arbitrating", "suspended"},
                           "same"),  # §2.7: the dispatcher settles it
    "finish_assist":      ({"handling", "reworking", "dispatched", "return_pending", "arbitrating", "suspended"},
                           "same"),  # §2.7: its result, also while the lead's clock stands
    "waive_assist":       ({"handling", "reworking"}, "same"),  # §2.7: the lead goes on
    "secure":             ({"dispatched", "handling"}, "same"),  # §2.4: danger removed in 2 h
    "refuse_extension":   ({"handling", "reworking"}, "same"),  # T17: or does not approve
    "refuse_suspension":  ({"handling"}, "same"),  # T18: or does not approve
    "renew_suspension":   ({"suspended"}, "same"),  # §2.4: every 30 days
    "miss_call":          ({"follow_up"}, "same"),  # §2.4: three attempts
    "propose_final":      ({"reworking", "follow_up"}, "same"),  # T29: two persons
    "refuse_final":       ({"reworking", "follow_up"}, "same"),  # T29: or does not seal it
    "recuse":             (OPEN, "same"),  # X07: art. 28
}  # fmt: skip

COUNTED = {"handling", "reworking", "suspended", "submitted", "verifying", "follow_up", "closed"}
ADDED_STEPS |= {  # X01 to X06, §2.8: what is counted can be left out, and looked at again, archived or not
    "apply_exclusion":  (COUNTED, "same"),
    "check_exclusion":  (COUNTED, "same"),
    "refuse_exclusion": (COUNTED, "same"),
    "exclude":          (COUNTED, "same"),
    "uphold_exclusion": (COUNTED | {"archived"}, "same"),
    "restore":          (COUNTED | {"archived"}, "same"),
}  # fmt: skip

WIDENED_STEPS = {
    "contact": {"reworking"},  # a reworked matter is spoken about again, and T20 asks for the contact in every round
}

UNIT = {"liaison", "handler", "dept_leader", "street_coordinator"}  # a street's coordinator for its street office
DESK = {"intake", "dispatcher", "office_admin"}
OFFICE = {"intake", "dispatcher", "verifier", "caller", "arbitrator", "supervisor", "office_admin", "deputy_convener"}

ADDED_ACTORS = {
    "merge": {"office_admin"},  # who may accept and dispatch may merge
    "unmerge": DESK,  # whoever may merge
    "undo_sign": UNIT | {"grid_worker"},  # whoever may sign; the guard asks for the same person
    "endorse_return": {"dispatcher", "office_admin"},  # whoever may decide it
    "arbitrate": {"handler", "dept_leader", "office_admin"},  # the unit as a whole; the office "convenes"
    "state_position": UNIT,  # of a party
    "propose_award": {"arbitrator"},
    "request_assist": {
        "handler",
        "dept_leader",
        "street_coordinator",
    },  # the unit as a whole, as for the other requests
    "add_assist": {"office_admin"},  # decides as the dispatcher does
    "deny_assist": {"dispatcher", "office_admin"},
    "object_assist": {"assist"},
    "settle_objection": {"dispatcher", "office_admin"},
    "finish_assist": {"assist"},
    "waive_assist": UNIT,
    "secure": UNIT | {"grid_worker"},  # part of handling
    "refuse_extension": {"dispatcher", "office_admin", "dept_leader"},  # whoever may grant it
    "refuse_suspension": {"deputy_convener"},
    "renew_suspension": {"deputy_convener"},  # §2.4: renewals need the convener
    "miss_call": {"caller", "office_admin"},  # follow up
    "propose_final": {"caller", "office_admin"},  # whoever follows up; the convener seals
    "refuse_final": {"deputy_convener"},
    "withdraw": {"intake", "caller"},  # take the petitioner's word down, by a call back to the same number
    "apply_exclusion": UNIT,  # §2.8: application by the unit
    "check_exclusion": {"office_admin"},  # §2.8: first check by the office
    "refuse_exclusion": {"office_admin", "deputy_convener"},  # at the check, or at the decision
    "exclude": {"deputy_convener"},  # matrix: office_admin proposes, deputy_convener decides
    "uphold_exclusion": {"supervisor", "office_admin"},  # §2.8: random re-check, by others than those who decided
    "restore": {"supervisor", "office_admin"},
    "recuse": OFFICE,
}

# The petitioner has no account in the office: T28 and T30 come by those who take their word down.
NOT_IN_PERSON = {"petitioner"}

# Those named in the table of transitions act for one unit or one place, wherever the matrix says O.
OWN = {"liaison", "handler", "dept_leader", "street_coordinator", "grid_worker"}

# Separation of duties, under the matrix: returns, exclusion, verification, follow-up; art. 28 for every other decision.
SEPARATED = {
    "endorse_return", "approve_return", "reject_return", "check_exclusion", "refuse_exclusion", "exclude",
    "uphold_exclusion", "restore", "verify", "fail_verification", "close", "miss_call", "propose_rework", "rework",
    "add_assist", "deny_assist", "settle_objection", "extend", "refuse_extension", "suspend", "refuse_suspension",
    "renew_suspension", "resume", "reassign", "repair", "to_verification", "to_follow_up", "close_without_call",
    "reopen", "propose_final", "refuse_final", "final_reply", "withdraw", "propose_award", "award",
}  # fmt: skip


def states(action: str) -> set[str]:
    froms, _to = STEPS.get(action) or ADDED_STEPS[action]
    return froms | WIDENED_STEPS.get(action, set())


def target(action: str) -> str:
    return (STEPS.get(action) or ADDED_STEPS[action])[1]


def people(action: str) -> set[str]:
    """Who may take a step at all, by role; whether it is their own is asked besides."""
    found = (ACTORS.get(action, set()) | ADDED_ACTORS.get(action, set())) - NOT_IN_PERSON
    for rows, marks in MATRIX.items():
        if action in rows:
            named = {role for role, mark in zip(COLUMNS, marks.split(), strict=True) if mark != "-"}
            found |= named | ({"handler"} if "liaison" in named else set())
    return found
