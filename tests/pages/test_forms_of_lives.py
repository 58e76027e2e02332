"""In a real browser, in the soak run: the form of every command on centres, violations, remedies,
expert pools and whatever else whole lives of centres have, in both views and at both widths."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from services.api.commands import slug
from services.api.requests import CALLERS_STREAMS
from services.demo.lives.accounts import lives_accounts
from services.settings import Settings
from tests.pages.test_controls_journey import KEEPERS, looked_at
from tests.support.browsing import visiting
from tests.support.calling import Caller, calling
from tests.support.demonstrations import PASSWORD
from tests.support.walked_pages import case_names

pytest_plugins = ["tests.support.browser_fixtures"]

OF_MONEY = ("fund-projects", "bank-accounts", "relations", "flags")
"""Kinds of cases that no life of a centre has: theirs are in test_money_journey.py."""
FURTHER = tuple(one for one in CALLERS_STREAMS if one not in (*KEEPERS, *OF_MONEY))
READERS_FIRST = ("PROV", "CITY", "CNIPA", "PREF", "CENTRE", "APPLICANT")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A service over the demonstration of whole lives."""
    data = tmp_path_factory.mktemp("lives") / "data"
    settings = Settings(data=data, demo=True, demo_lives=True, demo_password=PASSWORD)
    with calling(settings, timers=False) as caller:
        yield caller


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["usual", "elder"])
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("stream", FURTHER)
def test_the_form_of_every_command_of_a_life_shuts_nobody_out(
    browser: Browser, site: str, house: Caller, stream: str, width: int, mode: str
) -> None:
    who, name = who_reads_one(house, stream)
    kinds = [one for one in CALLERS_STREAMS[stream].commands if not one.entailed]
    with visiting(browser, site, width) as visitor:
        visitor.go(f"/view?mode={mode}")
        assert looked_at(visitor, who, [f"/{name}/{slug(one)}" for one in kinds]) == []


def who_reads_one(house: Caller, stream: str) -> tuple[str, str]:
    """A case of this kind, and an account that it is shown to."""
    accounts = {who: one for who, one in lives_accounts().items() if one.role in READERS_FIRST}
    by_role = sorted(accounts, key=lambda who: READERS_FIRST.index(accounts[who].role))
    for name in (one for one in case_names(house) if one.startswith(f"{stream}/")):
        for who in by_role:
            if house.get(who, f"/{name}").status_code == 200:
                return who, name
    raise AssertionError(f"{stream}: nobody is shown one")
