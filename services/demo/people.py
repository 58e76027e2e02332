"""Demonstration data: accounts for every role, with its separated duties."""

from domain.context import Actor
from domain.regulation.division_sheet import shipped_divisions

SICHUAN = (
    "91510100MA6T000121",
    "12510000450718001W",
    "51510000502000019F",
    "52510100MJY0000010",
    "91510700MA6T00025A",
    "91510600MA6T000369",
    "91511500MA6T00047L",
)
INNER_MONGOLIA = (
    "91150100MA0N00016K",
    "91150200MA0N00027W",
    "12150000460000018P",
    "51150000502000021D",
    "91150600MA0N00038M",
)
FURTHER_SICHUAN = (
    "91510000MA6T0013K8",
    "91510400MA6T0014KX",
    "91510500MA6T0015K4",
    "51511800MJY0000164",
)
APPLICANTS = (*SICHUAN, *INNER_MONGOLIA, *FURTHER_SICHUAN)
DEMO_DUTIES = {
    "": ("acceptance", "publicity", "calendar"),
    ".reviewer": ("recheck",),
    ".experts": ("experts",),
    ".objections": ("objections",),
    ".inquiry": ("inquiry",),
    ".supervision": ("evaluation", "order"),
    ".inspection": ("inspection",),
    ".assessment": ("assessment", "hearing"),
    ".decider": ("decision", "calendar"),
    ".remedies": ("remedies",),
    ".funds": ("funds", "fund_request"),
    ".approver": ("fund_approval",),
}
OFFICES = {"sc": "sichuan", "im": "inner_mongolia"}
"""The shipped table of divisions of each office."""
PROVINCES = {
    name: next(row.code for row in shipped_divisions(table) if row.tier == "PROVINCE")
    for name, table in OFFICES.items()
}
EXPERTS = {"sc": range(1, 10), "im": range(10, 17)}
UNIT_DUTIES = ("submission", "bookkeeping")
MONEY_DUTIES = ("inquiry", "bookkeeping", "funds", "fund_payment")
LOCAL_OFFICIALS = ("acceptance", "local_review", "recommendation", "audit", "funds")
OTHER_ACCOUNTS = (
    Actor("city.320500", "CITY", "320500", ("acceptance", "calendar")),
    Actor("city.320500.experts", "CITY", "320500", ("experts",)),
    Actor("city.320500.inquiry", "CITY", "320500", ("inquiry",)),
    Actor("city.320500.decider", "CITY", "320500", ("decision", "calendar")),
    Actor("city.320500.remedies", "CITY", "320500", ("remedies",)),
    Actor("pref.510100.remedies", "PREF", "510100", ("remedies",)),
    Actor("review.510100", "REVIEW", "510100", ("remedies",)),
    Actor("court.510100", "COURT", "510100", ("remedies",)),
    Actor("partygroup.320500", "PARTYGROUP", "320500", ("decision",)),
    Actor("interpret.sc", "INTERPRET", PROVINCES["sc"]),
    Actor("interpret.im", "INTERPRET", PROVINCES["im"]),
    Actor("cnipa", "CNIPA", "000000", ("calendar",)),
    Actor("cnipa.national", "CNIPA", "100000", ("acceptance", "decision")),
    Actor("finance.sc", "FINANCE", PROVINCES["sc"], MONEY_DUTIES),
    Actor("audit.sc", "AUDIT", PROVINCES["sc"]),
    Actor("discipline.sc", "DISCIPLINE", PROVINCES["sc"]),
    Actor("discipline.sc.reviewer", "DISCIPLINE", PROVINCES["sc"]),
    Actor("sysadmin", "SYSADMIN", "system"),
)


def accounts() -> dict[str, Actor]:
    """All accounts: user name to actor."""
    everybody = [*units(), *bureaus(), *provinces(), *experts(), *OTHER_ACCOUNTS]
    return {actor.person: actor for actor in everybody}


def units() -> list[Actor]:
    numbered = list(enumerate(APPLICANTS, 1))
    return [Actor(f"applicant.{n}", "APPLICANT", code, UNIT_DUTIES) for n, code in numbered] + [
        Actor(f"centre.{n}", "CENTRE", code, UNIT_DUTIES) for n, code in numbered
    ]


def bureaus() -> list[Actor]:
    """An account for each recommending unit, and for each local government that stamps."""
    recommend = [code for table in OFFICES.values() for code in own_bureaus(table)]
    return [
        *(Actor(f"pref.{code}", "PREF", code, LOCAL_OFFICIALS) for code in recommend),
        *(
            Actor(f"localgov.{code}", "LOCALGOV", code, ("consent", "funds"))
            for code in own_bureaus("suzhou")
        ),
    ]


def own_bureaus(table: str) -> list[str]:
    """Divisions that have a bureau of their own."""
    rows = shipped_divisions(table)
    return list(dict.fromkeys(row.code for row in rows if row.bureau == row.code))


def provinces() -> list[Actor]:
    return [
        Actor(f"prov.{name}{suffix}", "PROV", code, duties)
        for name, code in PROVINCES.items()
        for suffix, duties in DEMO_DUTIES.items()
    ]


def experts() -> list[Actor]:
    return [
        Actor(f"expert.{number}", "EXPERT", PROVINCES[name], ("scoring",))
        for name, numbers in EXPERTS.items()
        for number in numbers
    ]
