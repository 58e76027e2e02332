"""Takes the pictures of pages in `docs/`: `python -m tools.pictures`, and the names of
those wanted; of a fresh demonstration, in the browser of the journeys."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from services.settings import Settings
from tests.support.browsing import Visitor, served, visiting
from tests.support.calling import Caller, calling
from tests.support.chromium import chromium
from tests.support.demonstrations import PASSWORD

FOLDER = Path(__file__).parent.parent / "docs"
WIDTH, HEIGHT, PHONE, PHONE_HEIGHT = 1200, 760, 390, 760
USUAL, ELDER = "usual", "elder"


class Picture(Struct, frozen=True):
    """A page as an account sees it; `width` is that of the screen."""

    name: str
    who: str | None
    path: str
    view: str = USUAL
    width: int = WIDTH


PICTURES = (
    Picture("desk", "pref.510100", "/desk"),
    Picture("case", "pref.510100", "/applications/demo-2"),
    Picture("form", "pref.510100", "/applications/demo-3/complete-qualification-review"),
    Picture("tasks", "applicant.4", "/desk/applications"),
    Picture("batch", "prov.im", "/batches/im-2026-1"),
    Picture("ranking", "prov.im.experts", "/batches/im-2026-1/ranking"),
    Picture("centres", "prov.sc", "/overview"),
    Picture("notices", None, "/publicity"),
    Picture("registry", None, "/registry/centres"),
    Picture("statistics", "prov.sc", "/statistics"),
    Picture("elder", None, "/registry/centres", ELDER),
    Picture("phone", "pref.510100", "/applications/demo-2", width=PHONE),
)


@contextmanager
def demonstration() -> Iterator[Caller]:
    with TemporaryDirectory(prefix="anjuan-pictures-") as folder:
        settings = Settings(data=Path(folder) / "data", demo=True, demo_password=PASSWORD)
        with calling(settings) as caller:
            yield caller


def taken(visitor: Visitor, house: Caller, one: Picture) -> Path:
    """The first screen of the page."""
    height = PHONE_HEIGHT if one.width == PHONE else HEIGHT
    visitor.page.set_viewport_size({"width": one.width, "height": height})
    visitor.go(f"/view?mode={one.view}")
    visitor.become(one.who, house, one.path) if one.who else visitor.go(one.path)
    file = FOLDER / f"{one.name}.png"
    visitor.page.screenshot(path=file, animations="disabled")
    return file


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with demonstration() as house, served(house.service) as site, chromium() as browser:
        for one in (one for one in PICTURES if one.name in sys.argv[1:] or not sys.argv[1:]):
            with visiting(browser, site) as visitor:
                file = taken(visitor, house, one)
                print(f"{file.stat().st_size / 1024:7.1f} kB  {file.name}")


if __name__ == "__main__":
    main()
