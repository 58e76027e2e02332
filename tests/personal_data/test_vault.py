"""The vault: no name in the store, and no box that was touched opens."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.personal_data.vault import BoxGiven, Unsealed, Vault, VaultError
from domain.personal import Sealed
from tests.support.persons import (
    Branch,
    Form,
    Kept,
    Member,
    Page,
    Pages,
    Parties,
    State,
    Submitted,
    Unit,
    a_box,
    clear_places,
    clear_texts,
    forms,
    nameless,
)

pytest_plugins = ["tests.support.vault_fixtures"]

patient = settings(deadline=None)


@patient
@given(form=forms)
def test_no_clear_value_is_found_in_the_stored_bytes(lasting: Vault, form: Form) -> None:
    kept = Kept(Submitted(lasting.seal(form, "c1", "applicant")))
    assert clear_places(kept) == []
    for stored in (msgspec.json.encode(kept), msgspec.msgpack.encode(kept)):
        assert [text for text in clear_texts(form) if text.encode() in stored] == []


@patient
@given(form=forms)
def test_what_was_sealed_and_stored_opens_as_it_was(lasting: Vault, form: Form) -> None:
    stored = msgspec.json.encode(lasting.seal(form, "c1", "applicant"))
    opened = lasting.open(msgspec.json.decode(stored, type=Form))
    assert nameless(opened) == form


@patient
@given(form=forms)
def test_sealing_what_is_sealed_changes_nothing(lasting: Vault, form: Form) -> None:
    sealed = lasting.seal(form, "c1", "applicant")
    assert lasting.seal(sealed, "c2", "someone else") is sealed


@patient
@given(form=forms)
def test_every_clear_value_is_noticed(form: Form) -> None:
    assert len(clear_places(form)) == len(clear_texts(form))


def test_a_record_of_any_event_is_sealed_to_the_bottom(vault: Vault) -> None:
    kept = vault.seal(Kept(Submitted(Form(team=(Member("张三"),)))), "c1", "a")
    assert vault.contains_sealed(kept)
    assert clear_places(kept) == []
    assert clear_places(Kept(Submitted(Form(parties=Parties("李四"))))) == [
        ".what.form.parties.handler"
    ]


def test_a_tree_of_persons_is_sealed_to_the_leaves(vault: Vault) -> None:
    tree = Branch("甲", (Branch("乙", (Branch("丙"),)),))
    sealed = vault.seal(tree, "c1", "a")
    assert clear_places(sealed) == []
    assert vault.open(sealed) == tree


def test_a_generic_struct_is_sealed_whatever_it_is_made_for(vault: Vault) -> None:
    sealed = vault.seal(Pages(Page((1,), by=Member("张三"))), "c1", "a")
    assert clear_places(sealed) == []
    assert vault.contains_sealed(sealed)


def test_a_box_tells_where_it_was_sealed(vault: Vault) -> None:
    sealed = vault.seal(Form(team=(Member("张三"), Member("李四"))), "c1", "a")
    assert a_box(sealed.team[1].name).at == "c1.team[1].name"


def test_state_lists_and_rows_may_carry_boxes_anywhere(vault: Vault) -> None:
    box = vault.seal(Member("张三"), "c1", "a").name
    assert vault.open(State(box)) == State("张三")
    assert vault.open({"rows": [(box, 1), frozenset({box})]}) == {
        "rows": [("张三", 1), frozenset({"张三"})]
    }


def test_what_holds_no_person_stays_the_same_object(vault: Vault) -> None:
    for value in (Unit("某公司", (2024,)), Form(units=(Unit("某公司"),)), Member(""), [1], "x"):
        sealed = replace(value, person="p1") if isinstance(value, Member) else value
        assert vault.seal(sealed, "c1", "a") is sealed
        assert vault.open(sealed) is sealed


def test_a_personal_field_that_no_subject_names_is_noticed_before_storing(vault: Vault) -> None:
    careless = State("13800000000")
    assert clear_places(vault.seal(careless, "c1", "a")) == [".contact"]


def test_a_caller_who_sends_a_box_is_noticed(vault: Vault) -> None:
    form = Form(team=(Member("张三"), Member("李四")))
    assert not vault.contains_sealed(form)
    assert vault.contains_sealed(vault.seal(form, "c1", "a"))
    assert not vault.contains_sealed(vault.open(vault.seal(form, "c1", "a")))


def test_the_first_to_seal_takes_no_box_of_a_callers_own(vault: Vault) -> None:
    form = Form(team=(Member("张三"), Member("李四")))
    [sealed] = vault.seal_given([Unsealed(form, "c1", "a")])
    assert nameless(vault.open(sealed)) == form
    boxes = (
        sealed,
        replace(form, team=(*form.team, sealed.team[0])),
        State(a_box(sealed.team[0].name)),
    )
    mixed = [form, boxes[0], form, boxes[1], boxes[2], form]
    answers = vault.seal_given([Unsealed(value, f"c{n}", "a") for n, value in enumerate(mixed)])
    for value, answer in zip(mixed, answers, strict=True):
        if value is form:
            assert nameless(vault.open(answer)) == form
        else:
            assert isinstance(answer, BoxGiven)


@pytest.mark.parametrize(
    "touch",
    [
        lambda box, other: replace(box, at="c2.name"),
        lambda box, other: replace(box, box=other.box),
        lambda box, other: replace(box, subject=other.subject),
        lambda box, other: replace(box, box=other.box, nonce=other.nonce),
        lambda box, other: replace(box, nonce=b""),
        lambda box, other: replace(box, box=b""),
    ],
)
def test_a_box_moved_or_altered_does_not_open(
    vault: Vault, touch: Callable[[Sealed, Sealed], Sealed]
) -> None:
    one, other = (vault.seal(Member(name), "c1", "a").name for name in ("张三", "李四"))
    with pytest.raises(VaultError, match="altered or moved"):
        vault.open(State(touch(a_box(one), a_box(other))))


@patient
@given(st.data())
def test_not_one_bit_of_a_box_can_be_turned(lasting: Vault, data: st.DataObject) -> None:
    box = a_box(lasting.seal(Member("张三"), "c1", "a").name)
    field = data.draw(st.sampled_from(["nonce", "box"]))
    content = bytearray(getattr(box, field))
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VaultError):
        lasting.open(replace(box, **{field: bytes(content)}))
