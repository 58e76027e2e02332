"""Facts about a project's money and its centre, which regulations hold against their values."""

from collections.abc import Iterable
from datetime import date

from domain.centre.case import Centre
from domain.facts import Found, Shortfall, explains, fact
from domain.fund_case import FundProject
from domain.fund_project.budgeting import IssueBudget
from domain.fund_project.correcting_lines import CountersignProjectLines
from domain.fund_project.disbursements import ImportDisbursementPage, is_tranche
from domain.fund_project.of_centre import centre_of, funds_of
from domain.fund_project.page_lines import DisbursementLine
from domain.fund_project.tranches import DisburseTranche
from domain.held_with_centre import unsettled_projects
from domain.matter import Matter
from domain.refusal import Text
from domain.working_days import years_later

BODY = ("/number", "/lines", "/proposed_version")
"""The fields that say what is paid, of the commands that pay."""
NO_GRADE = "NONE"


def paid_by(matter: Matter[FundProject]) -> list[tuple[date, int]]:
    """What a command adds to the centre's support: days and amounts in fen; below nothing where it
    takes a payment back."""
    match matter.command:
        case DisburseTranche(number=number):
            found = matter.case.tranche(number)
            return [(matter.day, found.amount if found else 0)]
        case ImportDisbursementPage(lines=lines):
            return [(one.day, one.fen) for one in lines if is_tranche(one)]
        case CountersignProjectLines() as command:
            return corrected_by(command, matter)
    return []


def corrected_by(
    command: CountersignProjectLines, matter: Matter[FundProject]
) -> list[tuple[date, int]]:
    exchanged = command.exchanged(matter)
    if exchanged is None:
        return []
    back = tranches_in(exchanged.taken_back.disbursements)
    right = tranches_in(exchanged.put_right.disbursements)
    return [*((one.day, -one.fen) for one in back), *((one.day, one.fen) for one in right)]


def tranches_in(lines: Iterable[DisbursementLine]) -> Iterable[DisbursementLine]:
    return filter(is_tranche, lines)


@fact(
    "money",
    "拨付后中心累计获得的支持",
    "the centre's support over all its projects, after this",
    reads=BODY,
)
def support_after(matter: Matter[FundProject]) -> Found:
    return max(0, funds_of(matter).support + sum(fen for _, fen in paid_by(matter)))


@fact(
    "number",
    "拨付日所在的支持年度",
    "year of the support in which it is paid",
    ("年", "years"),
    reads=BODY,
)
def support_year(matter: Matter[FundProject]) -> Found:
    """The smallest number of years within which the last day lies; None before the start. A budget
    that is recorded late may bring the start forward, before what was paid since."""
    start, paid = funds_of(matter).support_start, funds_of(matter).last_paid_on
    if isinstance(matter.command, IssueBudget) and start and paid:
        return year_of_support(min(start, matter.day), paid)
    days = [day for day, fen in paid_by(matter) if fen > 0]
    if not days:
        return 0
    return None if start is None or min(days) < start else year_of_support(start, max(days))


def year_of_support(start: date, day: date) -> int:
    """The smallest number of years from the start within which a day lies."""
    number = max(1, day.year - start.year)
    return number if day <= years_later(start, number) else number + 1


@fact("flag", "中心有效，或者在建设中", "the centre is active, or under construction")
def centre_active(matter: Matter[FundProject]) -> bool:
    centre = centre_of(matter)
    return centre is not None and centre.stage is not None and not centre.final


@fact("text", "中心最近一次评价", "the centre's last grade", values="grade")
def last_grade(matter: Matter[FundProject]) -> Found:
    """The grade of the year that was evaluated last; "NONE" where none was."""
    centre = centre_of(matter)
    last = centre.last_evaluated if isinstance(centre, Centre) else None
    return (last.grade if last else None) or NO_GRADE


@fact("money", "配套资金与支持之差", "matching money less support", signed=True)
def match_less_support(matter: Matter[FundProject]) -> Found:
    """Over all projects of the centre: what is kept of the match, less the support paid."""
    funds = funds_of(matter)
    return funds.match - funds.support


@fact("text", "资金来源", "source of the money", reads=("/source",))
def fund_source(matter: Matter[FundProject]) -> Found:
    return getattr(matter.command, "source", None)


@fact("text", "支持方式所依据的办法", "measure under which it is given", reads=("/under_measure",))
def support_measure(matter: Matter[FundProject]) -> Found:
    return getattr(matter.command, "under_measure", None)


@fact("flag", "没有未结清的专项资金项目", "no fund project that is not settled")
def fund_projects_over(matter: Matter[Centre]) -> bool:
    """Whether every project of the centre has come to its end, or is settled, and nothing is owed
    of any."""
    return not unsettled_projects(matter)


@explains(fund_projects_over)
def projects_to_settle(matter: Matter[Centre], value: object) -> Shortfall:
    """Names the projects that are not settled."""
    cases = (matter.reader.state("fund-projects", id) for id in unsettled_projects(matter))
    names = [one.name for one in cases if isinstance(one, FundProject)]
    return Shortfall(
        Text(f"未结清：{'、'.join(names)}", f"not settled: {', '.join(names)}"),
        Text("专项资金项目全部结清", "every fund project settled"),
    )
