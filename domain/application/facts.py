"""Facts of an application: its form compared with the regulation, its area, its days."""

from datetime import date

from domain.application.case import Application
from domain.application.form_facts import form_of
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.facts import fact
from domain.folding import folded, same_name
from domain.matter import Matter
from domain.naming import centre_names, industry_spellings
from domain.party.lifecycle import Party
from domain.regime.lifecycle import regime_in
from domain.working_days import CalendarUnknown, known_last_day

M = Matter[Application]
WORKING_DAYS = ("个工作日", "working days")


@fact(
    "flag",
    "承诺为规定的原文",
    "the commitment is the exact sentence",
    reads=("/form/commitment", "/form/commitment_text"),
)
def commitment_exact(matter: M) -> bool:
    form, part = form_of(matter), matter.rules.text.form
    if part is None or not form.commitment or not form.commitment_text:
        return False
    return same_name(
        form.commitment_text, part.commitment.replace("{industry}", form.industry or "")
    )


@fact(
    "flag",
    "负责人签字、单位盖章齐备且不晚于申报日",
    "signed and sealed by the day of the act",
    reads=("/form/applicant_head", "/form/applicant_seal"),
)
def signed_and_sealed(matter: M) -> bool:
    form = form_of(matter)
    seal = form.applicant_seal
    return bool(form.applicant_head and seal and seal.sealed_on <= matter.day)


@fact(
    "flag",
    "名称符合命名方式",
    "the name follows the formula",
    reads=("/form/proposed_name", "/form/industry"),
)
def name_by_formula(matter: M) -> bool:
    naming, form = matter.rules.text.name, form_of(matter)
    names = centre_names(naming, form.industry or "") if naming else ()
    return naming is None or any(same_name(name, form.proposed_name or "") for name in names)


@fact("flag", "产业在目录内", "the industry is in the catalogue", reads=("/form/industry",))
def industry_in_catalogue(matter: M) -> bool:
    file = regime_in(matter.reader.state("regulations", matter.case.regime or ""))
    catalogue = file.catalogue(matter.day)
    spelt = industry_spellings(matter.rules.text.name, form_of(matter).industry or "")
    return catalogue is not None and catalogue.has_one_of(spelt)


@fact(
    "flag",
    "代码有效且为本单位的代码",
    "a valid credit code, and the applicant's own",
    reads=("/form/uscc",),
)
def own_credit_code(matter: M) -> bool:
    try:
        return credit_code(form_of(matter).uscc or "") == matter.case.owner
    except CreditCodeInvalid:
        return False


@fact(
    "flag",
    "单位名称与登记一致",
    "the unit's name is the registered one",
    reads=("/form/unit_name",),
)
def name_as_registered(matter: M) -> bool:
    party = matter.reader.state("parties", matter.case.owner)
    return isinstance(party, Party) and same_name(party.name, form_of(matter).unit_name or "")


def own_bureau(matter: M) -> str | None:
    """The bureau that recommends for the applicant today, by its place or by assignment."""
    code = form_of(matter).division_code or ""
    return matter.rules.places.bureau_for(matter.case.owner, code, matter.day)


@fact(
    "flag",
    "所在地有推荐单位",
    "the division has a recommending unit",
    reads=("/form/division_code",),
)
def division_has_bureau(matter: M) -> bool:
    return own_bureau(matter) is not None


@fact(
    "flag",
    "受文单位为所在地的推荐单位",
    "addressed to the bureau of the own area",
    reads=("/addressee", "/form/division_code"),
)
def addressed_to_own_bureau(matter: M) -> bool:
    bureau = own_bureau(matter)
    return bureau is not None and getattr(matter.command, "addressee", None) == bureau


@fact(
    "flag",
    "受文单位为所在地的行政区划",
    "addressed to the division of the place",
    reads=("/addressee", "/form/division_code"),
)
def addressed_to_own_division(matter: M) -> bool:
    return getattr(matter.command, "addressee", None) == form_of(matter).division_code


@fact("flag", "受文单位为认定机关", "addressed to the recognising authority", reads=("/addressee",))
def addressed_to_authority(matter: M) -> bool:
    return getattr(matter.command, "addressee", None) == matter.rules.about.authority


@fact("flag", "申报材料已向所在地备案", "filed with the bureau of the place")
def locally_filed(matter: M) -> bool:
    return matter.case.filing is not None


@fact("flag", "推荐意见与申报表一致", "the opinion says what the form says", reads=("/opinion",))
def opinion_as_on_the_form(matter: M) -> bool:
    part, opinion = matter.rules.text.form, getattr(matter.command, "opinion", "")
    return part is not None and all(folded(words) in folded(opinion) for words in part.opinion)


@fact("flag", "规定在有效期内", "the regulation is in force", about="period")
def regulation_in_force(matter: M) -> bool:
    file = regime_in(matter.reader.state("regulations", matter.case.regime or ""))
    version = file.pinned(matter.rules.sha256)
    return version is not None and version.term.holds(matter.day)


@fact("number", "提交后经过", "since submission", WORKING_DAYS, about="period")
def working_days_since_submission(matter: M) -> int | None:
    """Working days after the day of submission, up to and with the day of the act; None where the
    calendar does not know one of them."""
    if matter.case.submitted_on is None:
        return None
    calendar = matter.reader.work_calendar()
    days = range(matter.case.submitted_on.toordinal() + 1, matter.day.toordinal() + 1)
    try:
        return sum(map(calendar.is_working, map(date.fromordinal, days)))
    except CalendarUnknown:
        return None


@fact("flag", "在告知期限内", "within the days for an answer", about="period")
def answered_in_time(matter: M) -> bool:
    """By the last day that was announced at submission, or a later one by today's calendar; while
    that one is unknown, by the days that are known. Earlier releases stored no such period."""
    block, answer = matter.rules.text.correction, matter.case.answer
    if block is None:
        return True
    if answer is None:
        days = working_days_since_submission(matter)
        return isinstance(days, int) and days <= block.answer_within
    last = known_last_day(answer, matter.reader.work_calendar())
    return matter.day <= (last or answer.ends)


@fact(
    "flag",
    "运营案例不晚于办理日",
    "no operation case lies in the future",
    reads=("/form/operation_cases",),
)
def cases_have_happened(matter: M) -> bool:
    return all(case.held_on <= matter.day for case in form_of(matter).operation_cases)


@fact("flag", "办理日为工作日", "the day of the act is a working day", about="period")
def on_working_day(matter: M) -> bool | None:
    try:
        return matter.reader.work_calendar().is_working(matter.day)
    except CalendarUnknown:
        return None


@fact(
    "flag",
    "申报前已经运行",
    "in operation before the application",
    reads=("/form/operating_since",),
)
def operating_before_submission(matter: M) -> bool | None:
    """先建设、后认定: since a day before the submission; None where no day is given."""
    since = form_of(matter).operating_since
    return None if since is None else since < (matter.case.submitted_on or matter.day)
