"""Alerts of a centre's year (提示): what it should have done by a day and has not, and which rule
wants it.

They forbid nothing: a bureau is shown them, and an evaluation records them. What a year must hold
is asked at its end, the last moment of 31 December.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.annual import paper_due
from domain.centre.case import Alert, AreaActivity, Centre, CentreYear
from domain.refusal import Text
from domain.regulation.rules import Rules
from domain.regulation.serving import DutyArea, Serving
from domain.words import value_words


def alerts(centre: Centre, rules: Rules, day: date) -> tuple[Alert, ...]:
    """What is lacking on a day, of what the centre owes until then; on 31 December also what the
    whole year lacks."""
    serving = rules.text.serving or Serving()
    found = [*without_catalogue(centre, serving, day), *without_plan(centre, serving, day)]
    if (day.month, day.day) == (12, 31) and owes_whole_year(centre, rules, day.year):
        found += at_the_end(centre, rules, serving, centre.year(day.year))
    return tuple(found)


def owes_whole_year(centre: Centre, rules: Rules, year: int) -> bool:
    """Whether the year counts: the first one only where its paper is due too."""
    annual, since = rules.text.period.get("annual"), centre.began_on
    begun_by = annual.begun_by if annual else None
    last = paper_due(begun_by, year) if begun_by else date(year, 1, 1)
    return since is not None and since <= last


def alert(rule: str, zh: str, en: str) -> Alert:
    return Alert(rule=rule, zh=zh, en=en)


def without_catalogue(centre: Centre, serving: Serving, day: date) -> Iterator[Alert]:
    within, rule, since = serving.catalogue_within, serving.catalogue_rule, centre.began_on
    late = bool(within and since and day > since + timedelta(days=within))
    published = centre.catalogue is not None and centre.catalogue.first_on <= day
    if late and rule and not published:
        yield alert(
            rule,
            f"{within}日内没有公布公共服务目录",
            f"no catalogue of public services published within {within} days",
        )


def without_plan(centre: Centre, serving: Serving, day: date) -> Iterator[Alert]:
    if serving.plan_by is None or serving.plan_rule is None or centre.began_on is None:
        return
    last, filed = paper_due(serving.plan_by, day.year), centre.year(day.year).plan_on
    if centre.began_on <= last < day and not (filed and filed <= day):
        zh = f"{day.year}年度没有公共服务工作计划（{last} 以前）"
        yield alert(serving.plan_rule, zh, f"no plan of the year {day.year} by {last}")


def at_the_end(centre: Centre, rules: Rules, serving: Serving, year: CentreYear) -> Iterator[Alert]:
    for area in rules.text.duty:
        yield from in_area(centre, area, year)
    if serving.public_rule and not any(one.public_services for one in year.activities):
        zh = f"{year.year}年度没有公共服务的记载"
        yield alert(serving.public_rule, zh, f"no public service recorded in {year.year}")
    served = sum(one.served for one in year.activities)
    if serving.external_rule and served and not any(one.external for one in year.activities):
        zh = f"{year.year}年度只服务建设主体自身及其关联单位"
        en = f"nobody but the builder and its affiliates was served in {year.year}"
        yield alert(serving.external_rule, zh, en)


def in_area(centre: Centre, area: DutyArea, year: CentreYear) -> Iterator[Alert]:
    done = [one for one in year.activities if one.duty_area == area.code]
    if area.alert and not done:
        zh, en = f"{year.year}年度没有活动：{area.zh}", f"no activity in {year.year}: {area.en}"
        yield alert(area.rule, zh, en)
        return
    ever = [one for y in centre.years if y.year <= year.year for one in y.activities]
    until_now = [one for one in ever if one.duty_area == area.code]
    yield from without_kind(area, area.yearly, done, Text(f"{year.year}年度", f"in {year.year}"))
    yield from without_kind(area, area.once, until_now, Text("至今", "so far"))
    yield from unfollowed(centre, area, year.year)


def without_kind(
    area: DutyArea, wanted: tuple[str, ...], done: list[AreaActivity], when: Text
) -> Iterator[Alert]:
    had = {one.activity for one in done}
    for kind in wanted:
        if kind not in had:
            words = value_words(kind, "activity")
            zh = f"{when.zh}没有{words.zh}：{area.zh}"
            yield alert(area.rule, zh, f"{words.en}: none {when.en}, in {area.en}")


def unfollowed(centre: Centre, area: DutyArea, year: int) -> Iterator[Alert]:
    """Projects that are not over, and that nobody followed in the year."""
    for one in centre.projects if area.tracks else ():
        if one.duty_area == area.code and not one.is_over and one.followed_on.year < year:
            zh = f"{year}年度没有跟踪项目“{one.name}”（{one.followed_on} 以后）"
            yield alert(area.rule, zh, f"{one.name}: not followed since {one.followed_on}")
