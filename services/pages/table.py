"""All pages, in the order in which they are matched: each module of pages declares its own."""

from services.pages import (
    case_file,
    case_lists,
    desk,
    form_tasks,
    home,
    live,
    own_applications,
    registry,
    signing_in,
    static_files,
)
from services.pages.forms import steps

PAGES = (
    *static_files.PAGES,
    *home.PAGES,
    *signing_in.PAGES,
    *desk.PAGES,
    *live.PAGES,
    *registry.PAGES,
    *own_applications.PAGES,
    *form_tasks.PAGES,
    *case_file.PAGES,
    *steps.PAGES,
    *case_lists.PAGES,  # last: their addresses fit many
)
