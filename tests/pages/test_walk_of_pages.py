"""All pages as all roles, as of now and as of then: nothing is shown that the API does not tell its
reader, the status is the same, and no name of code meets anybody's eye."""

import pytest

from services.demo import people
from tests.support.calling import Caller, done
from tests.support.page_reading import PageReader
from tests.support.walked_pages import PageWalk, addresses, hidden_values

pytest_plugins = ["tests.support.page_fixtures"]

SAMPLE = (
    *(None, "applicant.2", "centre.5", "pref.510100", "prov.sc.experts", "prov.im"),
    *("expert.1", "audit.sc", "sysadmin"),
)
CASES = ("applications/demo-2", "centres/demo-5", "batches/im-2026-1", "calendars/CN")
FORMS = ("accept-application", "appoint-panel", "order-rectification", "amend-calendar")


@pytest.fixture(scope="module")
def values(house: Caller) -> frozenset[str]:
    return hidden_values(house)


def wanted(address: str) -> bool:
    """Of the forms, one of each kind of case."""
    return address.count("/") < 3 or address.rpartition("/")[2] in FORMS or "?" in address


@pytest.mark.parametrize("who", SAMPLE)
def test_no_page_shows_what_the_api_does_not_tell(
    house: Caller, values: frozenset[str], who: str | None
) -> None:
    walk = PageWalk(house, who, values)
    paths = [one for one in addresses(house, CASES) if wanted(one)]
    assert len(paths) > 30
    assert [fault for one in paths for fault in walk.faults(one)] == []


@pytest.mark.soak
@pytest.mark.parametrize("role", sorted({one.role for one in people.accounts().values()}))
def test_no_page_of_any_case_shows_anybody_what_the_api_does_not_tell(
    house: Caller, values: frozenset[str], role: str
) -> None:
    for who in (name for name, one in people.accounts().items() if one.role == role):
        walk = PageWalk(house, who, values)
        assert [fault for one in addresses(house) for fault in walk.faults(one)] == []


def test_there_is_something_to_be_hidden(house: Caller, values: frozenset[str]) -> None:
    shown = PageReader(house, "pref.510100").get("/applications/demo-2").text
    assert {"demo-2", "sc-2026-1"} <= values
    assert any(one in shown for one in values if not one.isascii())


def test_counts_on_pages_are_those_of_the_api(house: Caller) -> None:
    for who in ("pref.510100", "prov.sc", "applicant.2"):
        items = done(house.get(who, "/worklist"), 200)["items"]
        assert f"等我办理 {len(items)}" in PageReader(house, who).text("/desk"), who
