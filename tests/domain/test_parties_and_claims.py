"""Units under their credit codes, and claims with one holder at a time."""

import pytest

from domain.claim.lifecycle import Claim, ReleaseClaim, ReserveClaim
from domain.context import Actor
from domain.folding import same_name
from domain.party.lifecycle import Party, RegisterParty, RenameParty
from tests.support.asking import (
    SUBMIT,
    WITHDRAW,
    at,
    do,
    proper,
    refusals,
    refused,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.sichuan import APPLICANT, CHENGDU, DECIDER, INDUSTRY, USCC
from tests.support.world import claim, founded

OTHER = Actor("applicant.2", "APPLICANT", "91510100MA6T000134", ("submission",))
HERE = {"stream": "parties", "id": USCC}
REGISTER = proper(RegisterParty(uscc=USCC, name="成都示例新能源有限公司"), APPLICANT, **HERE)
RENAME = proper(RenameParty(name="成都新名能源有限公司"), CHENGDU, "市登〔2026〕1号", **HERE)
PLACE = claim("open-application", USCC, INDUSTRY, "PROVINCIAL")


def test_a_unit_is_registered_once_under_its_own_code() -> None:
    world = founded()
    do(world, REGISTER.saying(uscc=" 91510100ma6t000121 "))
    party = state(world, USCC, "parties")
    assert isinstance(party, Party)
    assert (party.credit_code, party.stage) == (USCC, "REGISTERED")
    assert refused(world, REGISTER) == ["IMPLICIT:open"]


@pytest.mark.parametrize("code", ["91510100MA6T000122", "9151", "91510100MA6T00012I"])
def test_a_wrong_code_registers_nobody(code: str) -> None:
    [refusal] = refusals(founded(), REGISTER.saying(uscc=code))
    assert refusal.rule == "IMPLICIT:credit-code" and refusal.asked.en


def test_an_applicant_registers_its_own_unit_and_a_bureau_any() -> None:
    assert refused(founded(), REGISTER.by(OTHER)) == ["IMPLICIT:credit-code"]
    assert refused(founded(), REGISTER.on(OTHER.organ)) == ["IMPLICIT:credit-code"]
    assert do(founded(), REGISTER.by(CHENGDU)) and do(founded(), REGISTER.by(DECIDER))


@rule("IMPLICIT:identity")
def test_a_bureau_renames_a_unit_on_a_document_and_the_form_must_follow() -> None:
    world = at("CreateDraft")
    assert refused(world, RENAME.by(APPLICANT)) == ["IMPLICIT:party"]
    assert refused(world, RENAME.without_document()) == ["IMPLICIT:party"]
    do(world, RENAME)
    assert refused(world, SUBMIT) == ["IMPLICIT:identity"]


@rule("IMPLICIT:identity")
def test_names_are_compared_without_regard_to_width_and_brackets() -> None:
    assert same_name("示例（成都）ＡＢ公司", "示例(成都)ab公司")
    assert not same_name("示例（成都）公司", "示例成都公司")


@invariant(30)
def test_a_claim_has_one_holder_and_is_free_again_afterwards() -> None:
    world = at("SubmitApplication")
    held = state(world, PLACE, "claims")
    assert isinstance(held, Claim)
    assert (held.stage, held.holder) == ("HELD", "applications/a1")
    do(world, WITHDRAW)
    freed = state(world, PLACE, "claims")
    assert isinstance(freed, Claim)
    assert (freed.stage, freed.holder) == ("FREE", None)


def test_nobody_takes_or_frees_a_claim_directly() -> None:
    world = at("SubmitApplication")
    for command in (ReserveClaim(kind="centre-name", holder="centres/x"), ReleaseClaim()):
        ask = proper(command, DECIDER, stream="claims", id=PLACE)
        [refusal] = refusals(world, ask)
        assert (refusal.rule, refusal.kind) == ("IMPLICIT:entailed", "who")
