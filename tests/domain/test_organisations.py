"""Organisations of a list are counted, and not the lines in which they are spelled."""

from hypothesis import given
from hypothesis import strategies as st

from domain.application.form import Form, Unit
from domain.application.organisations import named_twice, organisations
from tests.support.citing import invariant
from tests.support.spelling import spellings_of

NAMES = ("示例一（集团）公司", "示例二公司", "长虹公司")
CODES = {
    NAMES[0]: "91510100MA6T000121",
    NAMES[1]: "12510000450718001W",
    NAMES[2]: "51510000502000019F",
}


def lines(name: str) -> st.SearchStrategy[Unit]:
    code = CODES[name]
    spelled = f"{code[:8]} {code[8:].lower()}"
    return st.builds(
        Unit, name=spellings_of(name), uscc=st.sampled_from((None, code, code.lower(), spelled))
    )


@invariant(12)
@given(st.data(), st.lists(st.sampled_from(NAMES), max_size=8))
def test_as_many_organisations_as_there_are(data: st.DataObject, named: list[str]) -> None:
    units = [data.draw(lines(name)) for name in named]
    assert len(set(organisations(units))) == len(set(named))
    doubled = [refusal.fields for refusal in named_twice(Form(leading_enterprises=tuple(units)))]
    assert len(doubled) == len(named) - len(set(named))


def test_units_of_one_name_with_codes_of_their_own_are_two() -> None:
    one, other = (Unit(name="示例公司", uscc=code) for code in list(CODES.values())[:2])
    assert len(set(organisations((one, other)))) == 2
