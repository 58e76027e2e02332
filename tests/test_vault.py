"""The vault: no name in the store, no key beyond its person's erasure."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from subprocess import run
from time import monotonic
from typing import ClassVar, Generic, TypeVar

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from adapters.kek import KekRefused
from adapters.keystore import Keystore
from adapters.vault import ERASED, Vault, VaultError
from domain.personal import HoldsPersons, Personal, Sealed, Subject

invariant = pytest.mark.invariant
patient = settings(deadline=None)

BY_NUMBER = (("id_number",), ("name", "phone"))


class Member(HoldsPersons, frozen=True):
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(
            fields=("name", "phone", "id_number"),
            identity=BY_NUMBER,
            purpose="review",
            ref="person",
            everywhere=(("id_number",),),
        ),
    )
    name: Personal
    phone: Personal | None = None
    id_number: Personal | None = None
    person: str | None = None
    skills: tuple[str, ...] = ()


class Parties(HoldsPersons, frozen=True):
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(("handler",), (("handler",),), "contact", ref="handler_ref"),
        Subject(("head",), (("head",),), "contact", ref="head_ref"),
    )
    handler: Personal = ""
    head: Personal = ""
    handler_ref: str | None = None
    head_ref: str | None = None


class Unit(Struct, frozen=True):
    name: str
    years: tuple[int, ...] = ()


class Form(Struct, frozen=True, tag=True):
    team: tuple[Member, ...] = ()
    parties: Parties | None = None
    by_role: dict[str, Member] = {}
    units: tuple[Unit, ...] = ()


class Happened(Struct, frozen=True):
    pass


class Submitted(Happened, frozen=True):
    form: Form | Unit


class Kept(Struct, frozen=True):
    what: Happened
    number: int = 0


class Branch(HoldsPersons, frozen=True):
    subjects: ClassVar[tuple[Subject, ...]] = (Subject(("head",), (), "contact"),)
    head: Personal
    below: "tuple[Branch, ...]" = ()


Item = TypeVar("Item")


class Page(Struct, Generic[Item], frozen=True):
    items: tuple[Item, ...]
    by: Member


class Pages(Struct, frozen=True):
    page: Page[int]


class State(Struct, frozen=True):
    contact: Personal


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def keystore(place: Path) -> Iterator[Keystore]:
    with closing(_keystore(place)) as keystore:
        yield keystore


@pytest.fixture
def vault(keystore: Keystore) -> Vault:
    return Vault(keystore)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """For properties: one vault for all examples."""
    with closing(_keystore(tmp_path_factory.mktemp("keys"))) as keystore:
        yield Vault(keystore)


def _keystore(place: Path) -> Keystore:
    return Keystore(place / "keys.db", place / "kek")


def _box(value: object) -> Sealed:
    assert isinstance(value, Sealed)
    return value


# Sealing and opening

han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2)
members = st.builds(
    Member, name=han, phone=st.none() | han, id_number=st.none() | han, person=st.none()
)
forms = st.builds(
    Form,
    team=st.lists(members, max_size=4).map(tuple),
    parties=st.none() | st.builds(Parties, handler=han, head=st.just("") | han),
    by_role=st.dictionaries(st.sampled_from(["lead", "x].name"]), members),
)


@patient
@given(form=forms)
def test_no_clear_value_is_found_in_the_stored_bytes(lasting: Vault, form: Form) -> None:
    kept = Kept(Submitted(lasting.seal(form, "c1", "applicant")))
    assert lasting.contains_clear(kept) == []
    for stored in (msgspec.json.encode(kept), msgspec.msgpack.encode(kept)):
        assert [text for text in _texts(form) if text.encode() in stored] == []


@patient
@given(form=forms)
def test_what_was_sealed_and_stored_opens_as_it_was(lasting: Vault, form: Form) -> None:
    stored = msgspec.json.encode(lasting.seal(form, "c1", "applicant"))
    opened = lasting.open(msgspec.json.decode(stored, type=Form))
    assert _nameless(opened) == form


@patient
@given(form=forms)
def test_sealing_what_is_sealed_changes_nothing(lasting: Vault, form: Form) -> None:
    sealed = lasting.seal(form, "c1", "applicant")
    assert lasting.seal(sealed, "c2", "someone else") is sealed


@patient
@given(form=forms)
def test_every_clear_value_is_noticed(lasting: Vault, form: Form) -> None:
    assert len(lasting.contains_clear(form)) == len(_texts(form))


def _texts(form: Form) -> list[str]:
    team = [*form.team, *form.by_role.values()]
    given = [text for member in team for text in (member.name, member.phone, member.id_number)]
    if form.parties:
        given += [form.parties.handler, form.parties.head]
    return [text for text in given if isinstance(text, str) and text]


def _nameless(form: Form) -> Form:
    """The form without the ids that sealing gave."""
    return replace(
        form,
        team=tuple(replace(member, person=None) for member in form.team),
        by_role={role: replace(member, person=None) for role, member in form.by_role.items()},
        parties=form.parties and replace(form.parties, handler_ref=None, head_ref=None),
    )


def test_a_record_of_any_event_is_sealed_to_the_bottom(vault: Vault) -> None:
    kept = vault.seal(Kept(Submitted(Form(team=(Member("张三"),)))), "c1", "a")
    assert vault.contains_sealed(kept)
    assert vault.contains_clear(kept) == []
    assert vault.contains_clear(Kept(Submitted(Form(parties=Parties("李四"))))) == [
        ".what.form.parties.handler"
    ]


def test_a_tree_of_persons_is_sealed_to_the_leaves(vault: Vault) -> None:
    tree = Branch("甲", (Branch("乙", (Branch("丙"),)),))
    sealed = vault.seal(tree, "c1", "a")
    assert vault.contains_clear(sealed) == []
    assert vault.open(sealed) == tree


def test_a_generic_struct_is_sealed_whatever_it_is_made_for(vault: Vault) -> None:
    sealed = vault.seal(Pages(Page((1,), by=Member("张三"))), "c1", "a")
    assert vault.contains_clear(sealed) == []
    assert vault.contains_sealed(sealed)


def test_a_box_tells_where_it_was_sealed(vault: Vault) -> None:
    sealed = vault.seal(Form(team=(Member("张三"), Member("李四"))), "c1", "a")
    assert _box(sealed.team[1].name).at == "c1.team[1].name"


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
    assert vault.contains_clear(vault.seal(careless, "c1", "a")) == [".contact"]


def test_a_caller_who_sends_a_box_is_noticed(vault: Vault) -> None:
    form = Form(team=(Member("张三"), Member("李四")))
    assert not vault.contains_sealed(form)
    assert vault.contains_sealed(vault.seal(form, "c1", "a"))
    assert not vault.contains_sealed(vault.open(vault.seal(form, "c1", "a")))


# Boxes that were touched


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
        vault.open(State(touch(_box(one), _box(other))))


@patient
@given(st.data())
def test_not_one_bit_of_a_box_can_be_turned(lasting: Vault, data: st.DataObject) -> None:
    box = _box(lasting.seal(Member("张三"), "c1", "a").name)
    field = data.draw(st.sampled_from(["nonce", "box"]))
    content = bytearray(getattr(box, field))
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VaultError):
        lasting.open(replace(box, **{field: bytes(content)}))


# Who is who


def _ids(vault: Vault, *people: Member, scope: str = "a") -> list[str]:
    team = vault.seal(Form(team=people), "c1", scope).team
    return [member.person or "" for member in team]


def test_the_same_person_twice_in_one_team_is_one_subject(vault: Vault) -> None:
    one, same = _ids(vault, Member("张三", "138"), Member("张三", "138"))
    assert one == same


def test_spelling_does_not_make_another_person(vault: Vault) -> None:
    one, same = _ids(vault, Member("Ann Lee", "138"), Member(" ＡＮＮ Lee ", "１３８"))
    assert one == same


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
    assert _box(added.phone).subject == known.person
    assert added.name is known.name


def test_a_person_known_only_by_boxes_gets_the_id_of_the_boxes(vault: Vault) -> None:
    known = vault.seal(Member("张三"), "c1", "a")
    assert vault.seal(replace(known, person=None), "c2", "a") == known


@patient
@given(st.lists(st.tuples(han, st.integers(0, 2).map(str)), max_size=6))
def test_as_many_subjects_as_people(lasting: Vault, people: list[tuple[str, str]]) -> None:
    ids = _ids(lasting, *(Member(name, phone) for name, phone in people))
    assert len(set(ids)) == len(set(people))
    assert all(len(id) == 32 for id in ids)


# Erasing


@invariant(60)
def test_after_erasure_the_value_is_gone_and_everything_else_opens(vault: Vault) -> None:
    gone, stays = Member("张三", "138", "510101"), Member("李四", "139", "510102")
    form = vault.seal(Form(team=(gone, stays)), "c1", "a")
    elsewhere = vault.seal(gone, "c2", "b")
    vault.destroy(str(form.team[0].person))
    opened = vault.open(form)
    assert opened.team[0] == replace(form.team[0], name=ERASED, phone=ERASED, id_number=ERASED)
    assert opened.team[1] == replace(stays, person=form.team[1].person)
    assert vault.open(elsewhere).name == ERASED


@invariant(60)
def test_after_erasure_another_process_cannot_open_either(vault: Vault, place: Path) -> None:
    with closing(_keystore(place)) as elsewhere:
        sealed = vault.seal(Member("张三", "138"), "c1", "a")
        assert Vault(elsewhere).open(sealed).name == "张三"
        vault.destroy(str(sealed.person))
        assert Vault(elsewhere).open(sealed).name == ERASED
        again = Vault(elsewhere).seal(Member("张三", "138"), "c2", "a")
        assert again.person != sealed.person
        assert vault.open(again).name == "张三"


@invariant(60)
def test_after_erasure_no_stored_byte_of_the_key_remains(vault: Vault, place: Path) -> None:
    sealed = vault.seal(Member("张三", "138"), "c1", "a")
    person = str(sealed.person).encode()
    assert any(person in path.read_bytes() for path in place.iterdir())
    vault.destroy(str(sealed.person))
    assert not any(person in path.read_bytes() for path in place.iterdir())


@invariant(60)
def test_an_erased_person_who_comes_back_is_someone_new(vault: Vault) -> None:
    known = vault.seal(Member("张三", "138"), "c1", "a")
    vault.destroy(str(known.person))
    back = vault.seal(replace(known, phone="139"), "c2", "a")
    assert back.person not in (None, known.person)
    assert vault.open(back) == replace(back, name=ERASED, phone="139")


def test_erasing_twice_or_nobody_does_no_harm(vault: Vault) -> None:
    sealed = vault.seal(Member("张三", "138"), "c1", "a")
    vault.destroy("nobody")
    assert vault.open(sealed).name == "张三"
    vault.destroy(str(sealed.person))
    vault.destroy(str(sealed.person))


def test_no_unwrapped_key_is_kept_longer_than_a_minute(
    keystore: Keystore, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.open(vault.seal(Member("张三"), "c1", "a"))
    assert keystore._keys
    later = monotonic() + 61
    monkeypatch.setattr("adapters.keystore.monotonic", lambda: later)
    keystore.key("nobody", "review", 1)
    assert not keystore._keys


# Claims and fingerprints


def test_a_claim_is_the_same_however_it_is_spelled(vault: Vault) -> None:
    assert vault.claim_id("name", "某ＡＢ中心 ") == vault.claim_id("name", "某ab中心")
    assert len(vault.claim_id("name", "某中心")) == 32


def test_claims_of_other_kinds_or_other_parts_differ(vault: Vault) -> None:
    claims = [("name", "ab", "c"), ("name", "a", "bc"), ("name", "abc"), ("unit", "abc")]
    assert len({vault.claim_id(*claim) for claim in claims}) == len(claims)


def test_a_fingerprint_tells_bodies_apart_and_survives_a_restart(place: Path) -> None:
    made = []
    for _ in range(2):
        with closing(_keystore(place)) as keystore:
            made.append(Vault(keystore).fingerprint(b"{}"))
            assert made[0] != Vault(keystore).fingerprint(b"{ }")
    assert made[0] == made[1]


# The store of the keys


def test_keys_survive_a_restart(place: Path) -> None:
    with closing(_keystore(place)) as before:
        sealed = Vault(before).seal(Member("张三", "138"), "c1", "a")
    with closing(_keystore(place)) as after:
        assert Vault(after).open(sealed).name == "张三"
        assert Vault(after).seal(Member("张三", "138"), "c2", "a").person == sealed.person


def test_a_key_is_on_disk_before_anything_is_sealed_with_it(place: Path) -> None:
    dies = (
        "import os, sys; from tests.test_vault import *\n"
        "from tests.test_vault import _keystore\n"
        "vault = Vault(_keystore(Path(sys.argv[1])))\n"
        "print(msgspec.json.encode(vault.seal(Member('张三'), 'c1', 'a')).decode(), flush=True)\n"
        "os.kill(os.getpid(), 9)"
    )
    printed = run([sys.executable, "-c", dies, str(place)], capture_output=True).stdout
    with closing(_keystore(place)) as after:
        assert Vault(after).open(msgspec.json.decode(printed, type=Member)).name == "张三"


def test_the_new_people_of_one_form_are_one_transaction(keystore: Keystore, vault: Vault) -> None:
    said: list[str] = []
    keystore._db.set_trace_callback(said.append)
    vault.seal(Form(team=tuple(Member(f"张{i}", "138") for i in range(8))), "c1", "a")
    assert said.count("COMMIT") == 1


def test_a_form_that_fails_half_way_leaves_no_person_behind(
    keystore: Keystore, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = iter([os.urandom(32)])
    monkeypatch.setattr("adapters.keystore.AESGCM.generate_key", lambda bits: next(keys))
    with pytest.raises(StopIteration):
        vault.seal(Form(team=(Member("张三", "138"), Member("李四", "139"))), "c1", "a")
    assert keystore._db.execute("SELECT count(*) FROM subjects").fetchone() == (0,)
    assert not keystore._keys


def test_threads_agree_who_is_who(vault: Vault) -> None:
    form = Form(team=tuple(Member(f"张{i}", "138") for i in range(5)))

    def ids(number: int) -> tuple[str | None, ...]:
        sealed = vault.seal(form, f"c{number}", "a")
        assert _nameless(vault.open(sealed)) == form
        return tuple(member.person for member in sealed.team)

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ids, range(200)))) == 1


def _first_start(place: Path) -> tuple[bytes, bytes, str | None]:
    with closing(_keystore(place)) as keystore:
        person = Vault(keystore).seal(Member("张三", "138"), "c1", "a").person
        return keystore.secret("claims"), keystore.secret("made later"), person


def test_processes_that_start_at_once_agree_on_secrets_and_people(tmp_path: Path) -> None:
    with get_context("spawn").Pool(4) as processes:
        for number in range(5):
            place = tmp_path / str(number)
            assert len(set(processes.map(_first_start, [place] * 8, chunksize=1))) == 1
        processes.close()
        processes.join()


def test_nobody_else_may_read_the_keys(place: Path, keystore: Keystore, vault: Vault) -> None:
    vault.seal(Member("张三"), "c1", "a")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()}
    assert {"keys.db", "kek"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_without_the_kek_that_its_keys_need_the_keystore_does_not_start(place: Path) -> None:
    _keystore(place).close()
    (place / "kek").unlink()
    with pytest.raises(KekRefused, match="missing"):
        _keystore(place)
    assert not (place / "kek").exists()


@pytest.mark.parametrize("text", ["00" * 32, "00", "", "not hex"])
def test_a_wrong_kek_is_refused(place: Path, text: str) -> None:
    _keystore(place).close()
    (place / "kek").write_text(text)
    with pytest.raises(KekRefused):
        _keystore(place)
