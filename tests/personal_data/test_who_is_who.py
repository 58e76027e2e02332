"""Whom the vault takes for one person, and what stands for values claimed only once."""

from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.personal_data.vault import Vault
from tests.support.persons import Form, Member, Parties, a_box, han, keystore_in
from tests.support.spelling import spellings_of

pytest_plugins = ["tests.support.vault_fixtures"]


def _ids(vault: Vault, *people: Member, scope: str = "a") -> list[str]:
    team = vault.seal(Form(team=people), "c1", scope).team
    return [member.person or "" for member in team]


def test_the_same_person_twice_in_one_team_is_one_subject(vault: Vault) -> None:
    one, same = _ids(vault, Member("张三", "138"), Member("张三", "138"))
    assert one == same


def test_spelling_does_not_make_another_person(vault: Vault) -> None:
    one, same = _ids(vault, Member("Ann Lee", "138"), Member(" ＡＮＮ Lee ", "１３８"))
    assert one == same


@settings(deadline=None)
@given(st.data(), st.sampled_from(("许诺", "阿卜杜拉·买买提", "Ann Lee")))
def test_every_spelling_of_a_name_is_one_person_and_one_claim(
    lasting: Vault, data: st.DataObject, name: str
) -> None:
    spelled = data.draw(spellings_of(name))
    one, same = _ids(lasting, Member(name, "138"), Member(spelled, "138"))
    assert one == same
    assert lasting.claim_id("name", name) == lasting.claim_id("name", spelled)


def test_the_same_name_at_two_applicants_is_two_persons(vault: Vault) -> None:
    here = _ids(vault, Member("张三", "138"), scope="a")
    there = _ids(vault, Member("张三", "138"), scope="b")
    assert here != there


def test_the_same_identity_number_is_one_person_everywhere(vault: Vault) -> None:
    here = _ids(vault, Member("张三", "138", "510101"), scope="a")
    there = _ids(vault, Member("张叁", "139", "510101"), scope="b")
    assert here == there


def test_who_does_not_say_enough_is_someone_new_each_time(vault: Vault) -> None:
    one, other = _ids(vault, Member("张三"), Member("张三", " "))
    assert one != other


def test_one_person_in_two_roles_of_a_form_is_told_apart_by_the_field(vault: Vault) -> None:
    sealed = vault.seal(Parties(handler="张三", head="张三"), "c1", "a")
    assert sealed.handler_ref and sealed.head_ref
    assert sealed.handler_ref != sealed.head_ref


def test_a_caller_cannot_choose_the_id_of_a_person(vault: Vault) -> None:
    assert _ids(vault, Member("张三", person="chosen")) != ["chosen"]


def test_what_is_added_to_boxes_belongs_to_their_person(vault: Vault) -> None:
    known = vault.seal(Member("张三", id_number="510101"), "c1", "a")
    added = vault.seal(replace(known, phone="138"), "c2", "b")
    assert added.person == known.person
    assert a_box(added.phone).subject == known.person
    assert added.name is known.name


def test_a_person_known_only_by_boxes_gets_the_id_of_the_boxes(vault: Vault) -> None:
    known = vault.seal(Member("张三"), "c1", "a")
    assert vault.seal(replace(known, person=None), "c2", "a") == known


@settings(deadline=None)
@given(st.lists(st.tuples(han, st.integers(0, 2).map(str)), max_size=6))
def test_as_many_subjects_as_people(lasting: Vault, people: list[tuple[str, str]]) -> None:
    ids = _ids(lasting, *(Member(name, phone) for name, phone in people))
    assert len(set(ids)) == len(set(people))
    assert all(len(id) == 32 for id in ids)


def test_a_claim_is_the_same_however_it_is_spelled(vault: Vault) -> None:
    assert vault.claim_id("name", "某ＡＢ中心 ") == vault.claim_id("name", "某ab中心")
    assert len(vault.claim_id("name", "某中心")) == 32


def test_claims_of_other_kinds_or_other_parts_differ(vault: Vault) -> None:
    claims = [("name", "ab", "c"), ("name", "a", "bc"), ("name", "abc"), ("unit", "abc")]
    assert len({vault.claim_id(*claim) for claim in claims}) == len(claims)


def test_a_fingerprint_tells_bodies_apart_and_survives_a_restart(place: Path) -> None:
    made = []
    for _ in range(2):
        with closing(keystore_in(place)) as keystore:
            made.append(Vault(keystore).fingerprint(b"{}"))
            assert made[0] != Vault(keystore).fingerprint(b"{ }")
    assert made[0] == made[1]
