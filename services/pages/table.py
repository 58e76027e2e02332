"""All pages, in the order in which they are matched: each module of pages declares its own."""

from services.pages import (
    batch_panels,
    batches,
    desk,
    expert_room,
    home,
    rechecks,
    registry,
    score_sheets,
    signing_in,
    static_files,
)
from services.pages.forms import steps

PAGES = (
    *static_files.PAGES,
    *home.PAGES,
    *signing_in.PAGES,
    *desk.PAGES,
    *registry.PAGES,
    *batches.PAGES,
    *batch_panels.PAGES,
    *expert_room.PAGES,
    *score_sheets.PAGES,
    *rechecks.PAGES,
    *steps.PAGES,  # last: its address fits many
)
