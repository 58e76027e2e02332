"""A file's own cases are acted out by its check: another answer than they say is a fault."""

import pytest

from domain.regulation.fault import Fault
from domain.regulation.resolving import resolve_source
from domain.trial.trying import trial_faults
from services.regulation_files import SHIPPED, read_regulation, texts_in, tried_regulation
from tests.support.citing import rule

BESIDE = {name: text for name, text in texts_in(SHIPPED).items() if text is not None}
SOURCE = BESIDE["sichuan.toml"]
WITHOUT = SOURCE[: SOURCE.index("[case]")]


def faults(cases: str, source: str = WITHOUT) -> list[Fault]:
    found = resolve_source(source + cases, BESIDE)
    return trial_faults(found.text, found.cases, found.lines)


@pytest.mark.parametrize("name", ["sichuan.toml", "inner_mongolia.toml", "suzhou.toml"])
def test_every_case_of_a_shipped_file_gets_the_answer_that_it_says(name: str) -> None:
    file = tried_regulation(name, BESIDE[name], tuple(BESIDE.items()))
    assert len(file.cases) > 25
    assert [str(fault) for fault in file.faults] == []


@rule("SC-05.7")
def test_a_case_with_another_answer_is_told_at_its_line_with_what_came_instead() -> None:
    text = '[case]\n"五人" = { form = { team = 5 }, refused = ["SC-05.7"] }\n'
    [fault] = faults(text)
    assert fault.line == WITHOUT.count("\n") + 2
    assert (fault.key, "五人：应为 SC-05.7，实为 SubmitApplication 通过了" in fault.zh) == (
        "case.refused",
        True,
    )
    [fault] = faults('[[case]]\nname = "四人"\nform = { team = 4 }\npasses = true\n')
    assert fault.zh == "案例 四人：应为 通过 pass，实为 SubmitApplication 被 SC-05.7 拒绝"
    assert fault.line == WITHOUT.count("\n") + 4


@rule("SC-13.7")
def test_a_case_whose_first_steps_are_refused_is_told_where_it_stopped() -> None:
    text = '[case]\n"延期" = { do = "PassRectification", first = ["ExtendRectification"], '
    [fault] = faults(text + "passes = true }\n")
    assert fault.zh == "案例 延期：应为 通过 pass，实为 ExtendRectification 被 SC-13.7 拒绝"


@rule("SC-13.2", "SC-13.8", "IMPLICIT:restoration", "IMPLICIT:exit")
@pytest.mark.parametrize(
    "do",
    [
        *("MissDeadline", "CancelQualification", "RestoreQualification"),
        *("ReinstateEnd", "ExitVoluntarily", "HoldHearing"),
    ],
)
def test_a_case_may_speak_of_any_step_of_a_centre_s_life(do: str) -> None:
    """What leads there is done by itself, in its order, by whom the file says."""
    assert faults(f'[case]\n"某步，通过" = {{ do = "{do}", passes = true }}\n') == []
    [fault] = faults(f'[case]\n"某步" = {{ do = "{do}", refused = ["SC-13.5"] }}\n')
    assert f"{do} 通过了" in fault.zh


@pytest.mark.parametrize(
    ("case", "key", "said"),
    [
        ('form = { staf = 4 }, refused = ["SC-05.7"]', "case.form", "未知的名称 staf"),
        ('form = { team = 4 }, refused = ["SC-05.77"]', "case.refused", "可用：SC-05.7"),
        ('do = "SubmitAplication", passes = true', "case.do", "可用：SubmitApplication"),
        ('first = ["LodgeObjektion"], passes = true', "case.first", "可用：LodgeObjection"),
        ('channel = "DIREKT", passes = true', "case.channel", "可用：DIRECT"),
        ('frm = { team = 4 }, refused = ["SC-05.7"]', "case.frm", "可用：form"),
        ("form = { team = 4 }", "case.passes", "passes = true"),
        ('form = { uscc = 7 }, refused = ["SC-05.7"]', "case.form", "不合格式"),
    ],
)
def test_a_case_that_says_what_cannot_be_is_told_with_what_can(
    case: str, key: str, said: str
) -> None:
    [fault] = faults(f"[case]\nx = {{ {case} }}\n")
    assert (fault.key, said in fault.zh) == (key, True)
    assert fault.line == WITHOUT.count("\n") + 2


@rule("SC-07.3")
def test_a_good_application_that_is_never_recognised_is_a_fault_of_the_file() -> None:
    contradiction = (
        '\nimpossible = { on = ["SubmitApplication"], fact = "industry_exception_explained", '
        'op = "is", value = true, rule = "SC-05.4" }\n'
    )
    text = WITHOUT.replace("\n\n[[ground]]", contradiction + "\n[[ground]]", 1)
    assert read_regulation("x.toml", text, tuple(BESIDE.items())).faults == ()
    told = [fault.zh for fault in faults("", text)]
    assert told == [
        f"渠道 {channel}：材料齐全的申报办到 SubmitApplication 时被 SC-05.4 拒绝"
        for channel in ("ORDINARY", "DIRECT")
    ]


@rule("SC-22.1")
def test_a_case_may_ask_in_the_turn_of_another_step_or_before_the_first_day() -> None:
    early = '"施行前" = { do = "CreateDraft", days_later = -400, refused = ["SC-22.1"] }'
    turn = 'in_turn_of = "AcceptApplication"'
    before = f'"受理前" = {{ do = "RecogniseCentre", {turn}, refused = ["SC-07.9"] }}'
    assert [str(one) for one in faults(f"[case]\n{early}\n{before}\n")] == []
    [fault] = faults(f"[case]\n{before.replace('AcceptApplication', 'Accept')}\n")
    assert fault.key == "case.in_turn_of"


@rule("SC-07.1")
def test_a_case_may_be_asked_by_another_organ_or_by_the_person_of_another_step() -> None:
    elsewhere = 'do = "AcceptApplication", organ = "510700", refused = ["SC-07.1"]'
    recognise = 'do = "RecogniseCentre", person_of = "PassRecheck"'
    both = f'"复核人认定" = {{ {recognise}, refused = ["IMPLICIT:separation"] }}'
    told = [one.zh for one in faults(f'[case]\n"他局受理" = {{ {elsewhere} }}\n{both}\n')]
    assert told == []
    [fault] = faults(f"[case]\n{both.replace('PassRecheck', 'Pass')}\n")
    assert fault.key == "case.person_of"


def test_what_a_case_says_has_to_be_a_field_of_the_step_and_of_its_form() -> None:
    for do, said in (("RecogniseCentre", "grade = 1"), ("RequestCorrection", 'term = "x"')):
        case = f'"例" = {{ do = "{do}", saying = {{ {said} }}, passes = true }}'
        [fault] = faults(f"[case]\n{case}\n")
        assert fault.key == "case.saying"
    first = '"认定" = { do = "RecogniseCentre", FIRST, passes = true }'
    for wrong in ("{ PassRecheck = {} }", "{ Recheck = {} }"):
        [fault] = faults("[case]\n" + first.replace("FIRST", f"first_saying = {wrong}") + "\n")
        assert fault.key == "case.first_saying"
