"""The roads of every regulation that there is: the shipped ones, the invented ones, and those that
`regulation new` begins."""

from datetime import date

from domain.regulation.model import Guard, Step
from domain.regulation.rules import rules_of
from tests.support.asked_by_one import ASKING
from tests.support.drafted import PROVINCES
from tests.support.regulations import COMPLETE
from tests.support.road import Road
from tests.support.roads import CITY_FORM, FIVE_DAYS, ROADS, WHEN_OVER

QUOTAS = Road("quotas", COMPLETE["quotas.toml"], "ORDINARY", "510100", FIVE_DAYS)
TERMS_TEXT = COMPLETE["terms.toml"].replace("months = 3", "days = 1")
"""The regime of terms, whose time of cultivation is a day: else all falls into the summer."""
AT_FIRST = {"DRAFT", "SUBMITTED", "CORRECTION_REQUIRED", "ACCEPTED", "LOCAL_REVIEW"}
CULTIVATED = [
    one.do
    for one in rules_of(TERMS_TEXT).text.step
    if (one.stream, one.do != "OpenCallBatch") == ("batches", True)
    or (one.stream == "applications" and AT_FIRST.isdisjoint(one.during) and one.during)
]
"""The steps after the time of cultivation."""
TERMS_DAYS = dict.fromkeys(CULTIVATED, date(2026, 3, 4)) | dict.fromkeys(
    WHEN_OVER, date(2026, 3, 12)
)
TERMS = Road("terms", TERMS_TEXT, "ORDINARY", "510100", TERMS_DAYS)
ITS_FORM = {"project": {"milestones": CITY_FORM["milestones"]}}
"""What a form under a procedure says besides: a project has stages that it is to reach."""
BEGUN = tuple(
    Road(
        f"begun on {one.like}",
        one.file().text or "",
        one.channel,
        one.place,
        FIVE_DAYS,
        ITS_FORM.get(one.like, {}),
    )
    for one in PROVINCES
)
EVERY_ROAD = (*ROADS, ASKING, QUOTAS, TERMS, *BEGUN)
ELSEWHERE = {
    **dict.fromkeys(
        ("OpenBankAccount", "ImportStatementPage", "CorrectLines"),
        "tests/domain/test_statements.py",
    ),
    "Reconcile": "tests/domain/test_reconciling.py",
    "ImportRelationPage": "tests/domain/test_relations.py",
    **dict.fromkeys(
        ("RaiseFlag", "ExtendFlag", "NoLongerStands", "DismissFlag", "OpenAsLead"),
        "tests/domain/test_red_flags.py",
    ),
    "AnnounceTransfer": "tests/support/centre_road.py",
    "SetAsideCentreDecision": "tests/domain/test_setting_aside.py",
    "SetAsideConductDecision": "tests/domain/test_setting_aside.py",
    "ProposeApplicationCorrection": "tests/domain/test_correcting_records.py",
    "ConfirmApplicationCorrection": "tests/domain/test_correcting_records.py",
    "ProposeCentreCorrection": "tests/domain/test_correcting_records.py",
    "ConfirmCentreCorrection": "tests/domain/test_correcting_records.py",
    "ProposeViolationCorrection": "tests/domain/test_correcting_records.py",
    "ConfirmViolationCorrection": "tests/domain/test_correcting_records.py",
}
"""Steps that begin after a road's end, or take what another act said, and the tests of them."""
FROM_RECEIPT = ("RecordReceipt", "EndTerm", "LapseCorrection")
"""Steps about a day of receipt: tests/domain/test_named_periods.py tries them."""
OF_CENTRES = ("ReportBranch", "RegisterBranch")
"""Steps about a centre in life: on the road of Sichuan, Inner Mongolia and Suzhou."""


def steps_tried(road: Road) -> list[Step]:
    """The steps of a road, but those that other tests try."""
    left_out = {*ELSEWHERE, *(FROM_RECEIPT if road is TERMS else ())}
    left_out |= {*OF_CENTRES} if road not in ROADS else set()
    return [one for one in road.steps if one.do not in left_out]


def guards_tried(road: Road) -> list[tuple[int, Guard]]:
    """The conditions of a road, with their numbers: those of centres stand with their acts in
    tests/domain, those on a regime's own fields in tests/domain/test_own_fields.py."""
    own = {field.name for field in road.rules.text.field}
    return [
        (index, guard)
        for index, guard in road.guards
        if guard.stream != "centres" and guard.fact.removeprefix("months_since_") not in own
    ]
