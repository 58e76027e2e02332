"""What is written into a command: blanks alone are nothing, stray characters are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.application.drafting import CreateDraft, ReviseDraft
from domain.application.form import Avoid, Form, Member
from domain.case import Command
from domain.characters import character_words, stray, stray_words
from domain.expert_pool.relating import DeclareRelation
from domain.party.lifecycle import RenameParty
from domain.written import as_said, read_closely
from tests.support.samples import SEALED
from tests.support.spelling import BLANKS, OUTSIDE_KINDS, UNSEEN_KINDS, invisible, written_names

BLANK = st.text(st.sampled_from(BLANKS), min_size=1, max_size=5)
FOREIGN = "".join((*UNSEEN_KINDS, *OUTSIDE_KINDS))


def pointers(command: Command) -> list[str]:
    _, faults = as_said(command, "/command")
    return [fault.pointer for fault in faults]


def team_of(*names: str) -> Command:
    skills = ("检索",)
    team = tuple(
        Member(name=name, title="工程师", skills=skills, assignment="运营")
        for name in ("张三", *names)
    )
    return CreateDraft(regime="SC", channel="ORDINARY", form=Form(team=team))


@given(written_names(), st.sampled_from(FOREIGN), st.integers(0, 8))
def test_every_character_that_is_foreign_to_a_name_is_named(
    name: str, foreign: str, place: int
) -> None:
    written = f"{name[:place]}{foreign}{name[place:]}名称"
    [fault] = as_said(RenameParty(name=written), "/command")[1]
    assert fault.pointer == "/command/name"
    for words in (fault.words.zh, fault.words.en):
        assert f"U+{ord(foreign):04X}" in words
        assert foreign not in words


def test_every_invisible_character_is_refused_by_its_number() -> None:
    everything = invisible()
    assert set(stray(everything)) == set(everything)
    assert len(everything) > 130_000


@given(written_names())
def test_rare_names_stay_as_they_are(name: str) -> None:
    command = RenameParty(name=f"{name}（ＡＢ）・\U0002ebf0\U000323b0")
    assert as_said(command) == (command, [])


@pytest.mark.parametrize("name", ["阿卜杜热合曼·买买提", "𬭚𬭛", "O'Neill, Ann-Marie", "㐂　𠮷"])
def test_names_that_people_bear_are_taken(name: str) -> None:
    assert stray(name) == ()


def test_a_character_is_told_in_chinese_first_and_by_its_name() -> None:
    assert character_words("\u200b").zh == "U+200B 零宽空格"
    assert character_words("\u202e").en == "U+202E RIGHT-TO-LEFT OVERRIDE"
    assert "U+E000 私用字符" in stray_words(("\ue000",)).zh


@given(BLANK)
def test_a_blank_name_of_a_person_is_none(blank: str) -> None:
    assert pointers(team_of("李四", blank * 2)) == ["/command/form/team/2/name"]


def test_a_name_has_its_least_length_beside_blanks() -> None:
    assert pointers(team_of("李　")) == ["/command/form/team/1/name"]


@given(BLANK)
def test_an_optional_text_of_blanks_is_absent(blank: str) -> None:
    form = Form(unit_name="某公司", office_conditions=blank, budget_source=blank)
    said, faults = as_said(ReviseDraft(form=form))
    assert (said, faults) == (ReviseDraft(form=Form(unit_name="某公司")), [])


@given(BLANK)
def test_a_needed_text_of_blanks_is_told(blank: str) -> None:
    form = Form(duty_tags=("甲", blank), recusal_requests=(Avoid(body="某所", reason=blank),))
    where = ["/command/form/duty_tags/1", "/command/form/recusal_requests/0/reason"]
    assert pointers(ReviseDraft(form=form)) == where
    note = DeclareRelation(related_to="某公司", ground="OTHER", note=blank)
    assert as_said(note) == (DeclareRelation(related_to="某公司", ground="OTHER"), [])


def test_a_text_that_names_nobody_is_kept_as_it_was_sent() -> None:
    odd = "第一行\n\t第二行\u200b\ufeff\x00\u202e"
    command = ReviseDraft(form=Form(base_rules=odd, budget_source=odd))
    assert as_said(command) == (command, [])


@given(st.text(st.sampled_from('甲a,:"\\' + BLANKS + FOREIGN), min_size=2, max_size=6))
def test_the_quick_look_misses_nothing(text: str) -> None:
    for command in (RenameParty(name=text), ReviseDraft(form=Form(duty_tags=(text,)))):
        assert as_said(command)[1] == read_closely(command)[1]


def test_what_is_sealed_is_not_looked_at() -> None:
    command = ReviseDraft(form=Form(contact_name=SEALED, unit_name="某公司"))
    said, faults = as_said(command)
    assert (said is command, faults) == (True, [])
