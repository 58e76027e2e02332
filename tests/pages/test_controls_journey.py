"""In a real browser: one form of each pattern of controls, in both views and at both widths; in the
soak run those of every command."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from services.api.commands import slug
from services.api.requests import CALLERS_STREAMS
from tests.support.browsing import Visitor, visiting
from tests.support.calling import Caller

pytest_plugins = ["tests.support.browser_fixtures"]

PDF = {"name": "证明.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n%%EOF"}
KEEPERS = {
    "applications": ("pref.510100", "demo-3"),
    "batches": ("prov.sc.decider", "sc-2026-1"),
    "calendars": ("prov.sc", "CN"),
    "regulations": ("prov.sc", "SC"),
}
PATTERNS = (
    "/applications/demo-3/complete-qualification-review",  # rows, closed lists
    "/applications/demo-3/recommend-application",  # groups, numbers, prose
    "/applications/demo-3/record-local-filing",  # files, days
    "/applications/demo-3/revise-draft",  # the whole form
)


def begun(visitor: Visitor, path: str) -> None:
    """A form as it is filled in, whatever the rules say of it now."""
    visitor.go("/desk/papers")
    visitor.page.evaluate(POSTED, path)
    visitor.page.wait_for_url("**paper=*")


POSTED = """path => {
  const form = document.createElement("form");
  form.method = "post"; form.action = path; form.enctype = "multipart/form-data";
  const mark = document.querySelector("input[name=mark]").value;
  for (const [name, value] of [["mark", mark], ["step", "save"], ["key", "k".repeat(22)]]) {
    const input = document.createElement("input");
    input.type = "hidden"; input.name = name; input.value = value; form.append(input);
  }
  document.body.append(form); form.submit();
}"""


def looked_at(visitor: Visitor, who: str, paths: list[str], picture: str = "") -> list[str]:
    """What is wrong with these forms, as they are shown."""
    visitor.sign_in(who)
    wrong = []
    for number, path in enumerate(paths):
        begun(visitor, path)
        wrong += [f"{path}: {fault}" for fault in visitor.faults_of_page()]
        if picture:
            visitor.picture(f"{picture}-{number}")
    return wrong


@pytest.mark.parametrize("width", [1366, 390])
def test_a_form_of_each_pattern_shuts_nobody_out(browser: Browser, site: str, width: int) -> None:
    with visiting(browser, site, width) as visitor:
        visitor.go("/view?mode=elder" if width == 390 else "/view?mode=usual")
        assert looked_at(visitor, "pref.510100", [*PATTERNS], f"pattern-{width}") == []


def every_form() -> Iterator[tuple[str, list[str]]]:
    for stream, (who, id) in KEEPERS.items():
        kinds = [one for one in CALLERS_STREAMS[stream].commands if not one.entailed]
        yield who, [f"/{stream}/{id}/{slug(one)}" for one in kinds]


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["usual", "elder"])
@pytest.mark.parametrize("width", [1366, 390])
def test_the_form_of_every_command_shuts_nobody_out(
    browser: Browser, site: str, house: Caller, width: int, mode: str
) -> None:
    with visiting(browser, site, width) as visitor:
        visitor.go(f"/view?mode={mode}")
        wrong = [fault for who, paths in every_form() for fault in looked_at(visitor, who, paths)]
    assert wrong == []


def test_without_a_script_an_officer_declines_and_is_told_why_not(
    browser: Browser, site: str
) -> None:
    with visiting(browser, site, java_script_enabled=False) as visitor:
        page = visitor.sign_in("pref.510100")
        page.get_by_role("link", name="不予推荐").first.click()
        page.get_by_role("button", name="核对").last.click()
        assert page.locator("#summary").is_visible()
        page.get_by_role("textbox", name="理由", exact=True).fill("材料不足以说明运营基础")
        page.get_by_role("button", name="核对").last.click()
        assert page.locator("h1").inner_text()


def test_a_file_chosen_before_the_page_s_script_has_come_is_sent(
    visitor: Visitor, house: Caller
) -> None:
    page = visitor.become("pref.510100", house)
    begun(visitor, "/applications/demo-3/record-local-filing")
    held: list[Route] = []
    page.route("**/page*.js*", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.locator("input[type=file]").first.set_input_files(PDF)  # type: ignore[arg-type]
    assert held and page.locator("label.pick").count() == 0
    held[0].continue_()
    page.locator("label.pick", has_text="证明.pdf").wait_for()
