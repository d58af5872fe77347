"""People who do something with an order at random: who may, what they would send, and what time it is meanwhile."""

from datetime import date, datetime, timedelta

from core.actors import SYSTEM, Actor, Grant
from core.calendar import CITY_TIME, build
from petitions import permissions
from petitions.enums import Action
from petitions.transitions import TRANSITIONS
from tests.petitions.cases import GIVEN

# The notice of the State Council for 2026 (practice §2.5).
REST = ["01-01", "01-02", "01-03", *[f"02-{day}" for day in range(15, 24)], "04-04", "04-05", "04-06",
        *[f"05-0{day}" for day in range(1, 6)], "06-19", "06-20", "06-21", "09-25", "09-26", "09-27",
        *[f"10-0{day}" for day in range(1, 8)]]  # fmt: skip
WORKED = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
HOLIDAYS = {date.fromisoformat(f"2026-{day}"): day in WORKED for day in [*REST, *WORKED]}
DAYS_2026 = build(range(2024, 2056), HOLIDAYS)  # further than any walk goes

STARTS = ["2026-01-04 09:00", "2026-02-13 16:00", "2026-04-30 15:00", "2026-09-19 10:00", "2026-09-30 16:00",
          "2026-10-10 16:30", "2026-11-16 11:00", "2026-12-30 08:31"]  # fmt: skip
WAITS = [timedelta(**span) for span in (
    {"seconds": 7}, {"minutes": 5}, {"minutes": 29}, {"hours": 1}, {"hours": 4}, {"hours": 15}, {"days": 1},
    {"days": 2, "hours": 5}, {"days": 7}, {"days": 9, "hours": 13}, {"days": 29},
)]  # fmt: skip
LONG_AFTER = timedelta(days=91)

OFFICE = ("intake", "dispatcher", "verifier", "caller", "office_admin", "supervisor")
LIKELY = {  # what ends a way early is chosen seldom, what needs much to have happened before is chosen when it can be
    Action.REFUSE: 0.2, Action.ANSWER: 0.2, Action.MERGE: 0.4, Action.WITHDRAW: 0.1, Action.RECUSE: 0.05,
    Action.RAISE_URGENCY: 0.03, Action.TO_FOLLOW_UP: 4,
    Action.CONTACT: 0.7, Action.REASSIGN: 0.4, Action.CLOSE: 2, Action.EXTEND: 4,
    Action.SUSPEND: 4, Action.RENEW_SUSPENSION: 1, Action.UNDO_SIGN: 4, Action.AWARD: 3, Action.SUBMIT: 3,
    Action.EXCLUDE: 3, Action.CHECK_EXCLUSION: 2, Action.FINAL_REPLY: 2, Action.REWORK: 3, Action.AUTO_SIGN: 3,
    Action.MISS_CALL: 2, Action.FINISH_ASSIST: 3, Action.WAIVE_ASSIST: 3, Action.ARCHIVE: 3, Action.REOPEN: 3,
}  # fmt: skip


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=CITY_TIME)


def cast(units, area: str) -> list[Actor]:
    """The office, two arbitrators, two conveners, and for each unit somebody who works and somebody who leads."""
    found = [
        SYSTEM,
        Actor(101, "梅", tuple(Grant(role) for role in OFFICE)),
        Actor(102, "宁", tuple(Grant(role) for role in OFFICE)),
        Actor(103, "安", (Grant("arbitrator"),)),
        Actor(104, "白", (Grant("arbitrator"), Grant("deputy_convener"))),
        Actor(105, "周", (Grant("deputy_convener"), Grant("supervisor"))),
        Actor(106, "红", (Grant("street_coordinator", None, area),)),
        Actor(107, "孙", (Grant("grid_worker", None, area),)),
    ]
    for unit in units:
        found.append(Actor(200 + unit.pk, f"{unit.short_name}联络员", (Grant("liaison", unit.pk),)))
        found.append(Actor(300 + unit.pk, f"{unit.short_name}领导", (Grant("dept_leader", unit.pk),)))
    return found


def open_to(case, people) -> dict[Action, list[Actor]]:
    """What could be done with the case as it stands, and by whom."""
    found = {
        row.action: [actor for actor in people if permissions.may(actor, row.action, case)]
        for row in TRANSITIONS if case.order.status in row.sources
    }  # fmt: skip
    return {action: actors for action, actors in found.items() if actors}


def choose(case, people, chance):
    """An action and who takes it; None when nobody can do anything."""
    choices = open_to(case, people)
    if not choices:
        return None
    actions = list(choices)
    action = chance.choices(actions, [LIKELY.get(action, 1) for action in actions])[0]
    return action, chance.choice(choices[action])


def said(action, case, by, at, chance, *, units, categories, others):
    """What this person sends: right in form, and at times refused by what is true of the case."""
    data = dict(GIVEN[action][1])
    if action in WORDS:
        data |= WORDS[action](case, at, chance, units, categories, others)
    return data


def _parts(case, at, chance, units, categories, others):
    lead, *rest = chance.sample(units, len(units))
    return {"lead": lead, "assists": rest[: chance.choice([0, 0, 1])], "reason": "职责清单"}


def _awarded(case, at, chance, units, categories, others):
    """Mostly what the other arbitrator proposed."""
    dispute = case.arbitration
    if dispute is None or dispute.proposed_lead is None or chance.random() < 0.2:
        return _parts(case, at, chance, units, categories, others)
    assists = [unit for unit in units if unit.code in dispute.proposed_assists]
    return {
        "lead": dispute.proposed_lead,
        "assists": assists,
        "reason": "裁定",
        "duty_change": chance.choice(["", "改"]),
    }


def _piece(case, at, chance, units, categories, others):
    return {"unit": chance.choice(units), "piece": "查处占道摊位"}


def _of_assist(case, at, chance, units, categories, others):
    parts = [row.department for row in case.assists] or units
    return {"unit": chance.choice(parts), "released": chance.random() < 0.5}


def _answers(case, at, chance, units, categories, others):
    solved = chance.choice(["solved", "solved", "partly", "unsolved"])
    return {
        "solved": solved, "rating": chance.randint(1, 5), "contacted": chance.choice(["yes", "no", "unsure", ""]),
        "cause": "handling" if solved == "unsolved" else "expectation", "plan_on": (at + timedelta(days=60)).date(),
    }  # fmt: skip


def _closing(case, at, chance, units, categories, others):
    return {"solved": ""} if case.order.missed_calls >= 3 else _answers(case, at, chance, units, categories, others)


def _review(case, at, chance, units, categories, others):
    return {"review_on": (at + timedelta(days=chance.randint(1, 31))).astimezone(CITY_TIME).date(), "told_at": at}


def _primary(case, at, chance, units, categories, others):
    return {"primary": chance.choice(others)} if others else {"primary": None}


WORDS = {
    Action.ACCEPT: lambda case, at, chance, units, categories, others: {
        "category": chance.choice(categories), "urgency": chance.choice(["", "", "", "", "", "", "urgent", "critical"]),
    },
    Action.MERGE: _primary,
    Action.DISPATCH: _parts,
    Action.REASSIGN: _parts,
    Action.PROPOSE_AWARD: _parts,
    Action.AWARD: _awarded,
    Action.REQUEST_RETURN: lambda case, at, chance, *_: {
        "reason": chance.choice(["R1", "R3", "R8"]), "basis": "权责清单", "new_facts": chance.choice(["", "新情况"]),
    },
    Action.ARBITRATE: lambda case, at, chance, *_: {"ground": chance.choice(["unclear", "refusals", "locked"])},
    Action.REQUEST_ASSIST: _piece,
    Action.ADD_ASSIST: _piece,
    Action.SETTLE_OBJECTION: _of_assist,
    Action.WAIVE_ASSIST: _of_assist,
    Action.CONTACT: lambda case, at, chance, *_: {"outcome": chance.choice(["reached", "reached", "unreached"])},
    Action.REQUEST_EXTENSION: lambda case, at, chance, *_: {"days": chance.choice([1, 3, 5, 30]), "told_at": at},
    Action.REQUEST_SUSPENSION: _review,
    Action.RENEW_SUSPENSION: _review,
    Action.PROPOSE_REWORK: lambda case, at, chance, *_: {"solved": chance.choice(["unsolved", "partly", "solved"])},
    Action.CLOSE: _closing,
    Action.PROPOSE_FINAL: lambda case, at, chance, *_: {"ground": chance.choice(["rounds", "unlawful"])},
    Action.RAISE_URGENCY: lambda case, at, chance, *_: {"urgency": chance.choice(["urgent", "critical"])},
    Action.CLOSE_WITHOUT_CALL: lambda *_: {"finding": "属实"},
    Action.SUBMIT: lambda case, at, chance, *_: {
        "result_code": chance.choice(["solved", "planned", "explained"]), "planned_on": (at + LONG_AFTER).date(),
    },
}  # fmt: skip
