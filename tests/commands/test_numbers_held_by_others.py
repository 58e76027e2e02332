"""A centre that registers an account number which stands as somebody else's is answered as for one
that nobody has; that it is held twice is a lead for those who look at money."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from msgspec.structs import replace
from starlette.testclient import TestClient

from domain.bank_account.case import BankAccount
from domain.refusal import Refused
from services.api.app import create_app
from services.cli.page_imports import account_id
from services.commands.messages import CommandRequest
from services.commands.trying import tried
from services.red_flags.sweeper import RedFlagSweeper
from services.runtime import open_runtime
from services.subscriptions.catalogue import RED_FLAGS
from tests.support.calling import as_body
from tests.support.demonstrations import PASSWORD
from tests.support.midnights import EVE, Office, office
from tests.support.red_flag_cases import PAIRS
from tests.support.statements import FINANCE, KEEPER, OPEN_ACCOUNT, STRANGER

FREE, HELD, RACED = "5100 1111 0001", "5100 1111 0002", "5100 1111 0003"
OWN = replace(OPEN_ACCOUNT.command, holder="OWN")
OF_EACH = re.compile(r"[0-9a-f]{32,64}|\b\d{1,4}\b|[A-Za-z0-9+/=_-]{22,}|[0-9T:.+-]{19,32}Z?")
"""Ids, hashes, numbers, times: what differs between any two answers."""


class Bureau:
    """An office over HTTP: the centre, who keeps its books; finance; and another centre's unit."""

    def __init__(self, office: Office) -> None:
        self.office, self.runtime = office, office.runtime
        self.client = TestClient(create_app(self.runtime, office.subscription, office.timers))
        self.tokens = {}
        for actor in (KEEPER, FINANCE, STRANGER):
            self.runtime.accounts.add(actor.person, actor, PASSWORD)
            until = datetime.now(UTC) + timedelta(hours=1)
            self.tokens[actor.person] = self.runtime.accounts.token(actor.person, until)

    def ask(self, who: str, method: str, path: str, body: Any = None) -> Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return self.client.request(method, f"/api/v1{path}", headers=headers, json=body)

    def opens(self, who: str, number: str, holder: str = "OWN") -> Response:
        said = as_body(replace(OWN, account=number, holder=holder))
        answer = self.ask(who, "POST", "/bank-accounts", {"command": said})
        self.office.follow()
        return answer

    def account(self, id: str) -> BankAccount:
        case, _ = self.runtime.store.current(f"bank-accounts/{id}")
        assert isinstance(case, BankAccount)
        return case


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    with office(tmp_path, EVE, ["a1"]) as opened:
        yield Bureau(opened)


def told(answer: Response) -> tuple[int, list[str], str]:
    return answer.status_code, sorted(answer.headers), OF_EACH.sub("*", answer.text)


def test_a_number_that_finance_holds_as_anothers_is_answered_like_a_free_one(
    bureau: Bureau,
) -> None:
    assert bureau.opens(FINANCE.person, HELD, "OTHER").status_code == 201
    free, held = (bureau.opens(KEEPER.person, number) for number in (FREE, HELD))
    assert free.status_code == 201
    assert told(held) == told(free)
    one, other = free.json()["id"], held.json()["id"]
    for below in ("", "/events", "/diff?from=0&to=1"):
        shown = [
            bureau.ask(KEEPER.person, "GET", f"/bank-accounts/{id}{below}") for id in (one, other)
        ]
        assert told(shown[1]) == told(shown[0])
    listed = bureau.ask(KEEPER.person, "GET", "/bank-accounts").json()["items"]
    assert {item["id"] for item in listed} == {one, other}
    again = [bureau.opens(KEEPER.person, number) for number in (FREE, HELD)]
    assert again[0].status_code == 409 and told(again[1]) == told(again[0])
    assert {bureau.account(id).owner for id in (one, other)} == {KEEPER.organ}


def test_trying_it_beforehand_tells_nothing_either(bureau: Bureau) -> None:
    bureau.opens(FINANCE.person, HELD, "OTHER")
    store, vault, clock = bureau.runtime.store, bureau.runtime.vault, bureau.office.clock

    def tries(number: str) -> object:
        command = replace(OWN, account=number)
        request = CommandRequest("bank-accounts", "", command, KEEPER)
        try:
            [decided, *_] = tried(store, vault, clock, request)
        except Refused as refused:
            return [one.rule for one in refused.refusals]
        return decided.version

    assert tries(HELD) == tries(FREE) == 1
    bureau.opens(KEEPER.person, HELD)
    bureau.opens(KEEPER.person, FREE)
    assert tries(HELD) == tries(FREE) != 1


def test_it_is_so_for_the_number_of_another_unit_and_officials_are_told(bureau: Bureau) -> None:
    """Whoever may see that it is there is told that it is."""
    assert bureau.opens(KEEPER.person, HELD).status_code == 201
    refused = bureau.opens(FINANCE.person, HELD, "OTHER")
    assert refused.status_code == 409 and "案卷已存在" in refused.text
    store, vault, clock = bureau.runtime.store, bureau.runtime.vault, bureau.office.clock
    request = CommandRequest("bank-accounts", "", replace(OWN, account=HELD), STRANGER)
    with pytest.raises(Refused) as others:
        tried(store, vault, clock, request)
    assert "案卷已存在" not in str(others.value.refusals)


def test_a_process_that_has_not_heard_of_the_other_yet_tells_nothing(bureau: Bureau) -> None:
    primary = f"bank-accounts/{bureau.runtime.vault.claim_id('account', RACED)}"
    assert bureau.runtime.store.held(primary) == (None, 0)
    with closing(open_runtime(bureau.runtime.settings)) as elsewhere:
        elsewhere.clock = elsewhere.dispatcher.clock = bureau.office.clock
        elsewhere.dispatcher.guard.clock = bureau.office.clock
        command = replace(OWN, account=RACED, holder="OTHER")
        stored = elsewhere.dispatcher.act(CommandRequest("bank-accounts", "", command, FINANCE))
    own = bureau.opens(KEEPER.person, RACED)
    assert own.status_code == 201
    assert f"bank-accounts/{own.json()['id']}" != stored.events[0].stream == primary


def test_the_lead_is_for_those_who_look_at_money_and_imports_find_ones_own(
    bureau: Bureau,
) -> None:
    theirs = bureau.opens(FINANCE.person, HELD, "OTHER").json()["id"]
    own = bureau.opens(KEEPER.person, HELD).json()["id"]
    runtime = bureau.runtime
    assert account_id(runtime, HELD, KEEPER) == own
    assert account_id(runtime, HELD, FINANCE) == theirs
    sweeper = RedFlagSweeper(
        runtime.log, runtime.readmodel, runtime.dispatcher, bureau.office.clock, quiet=0.0
    )
    bureau.office.follow()
    assert sum(sweeper.tick() for _ in range(3)) == 1
    bureau.office.follow()
    assert len(runtime.readmodel.page(RED_FLAGS, limit=10)) == 1
    [flag] = bureau.ask(FINANCE.person, "GET", "/flags").json()["items"]
    assert flag["kind"] == "ACCOUNT_HELD_TWICE" and flag["kind"] in PAIRS
    assert len(flag["evidence"]) == 2
    assert bureau.ask(KEEPER.person, "GET", "/flags").status_code == 403
    assert bureau.ask(KEEPER.person, "GET", f"/flags/{flag['id']}").status_code == 404
