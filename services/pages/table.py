"""All pages, in the order in which they are matched: each module of pages declares its own."""

from services.pages import desk, home, registry, signing_in, static_files
from services.pages.forms import steps

PAGES = (
    *static_files.PAGES,
    *home.PAGES,
    *signing_in.PAGES,
    *desk.PAGES,
    *registry.PAGES,
    *steps.PAGES,  # last: its address fits many
)
