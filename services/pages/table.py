"""All pages, in the order in which they are matched: each module of pages declares its own."""

from services.pages import (
    batch_panels,
    batch_rankings,
    batches,
    case_file,
    case_lists,
    centre_duties,
    centre_overview,
    desk,
    expert_room,
    form_sheets,
    form_tasks,
    home,
    live,
    official_documents,
    own_applications,
    rechecks,
    score_sheets,
    signing_in,
    static_files,
)
from services.pages.auditing import comparing, job_pages, record
from services.pages.forms import steps
from services.pages.public import (
    centre,
    notices,
    objecting,
    open_data,
    own_objection,
    registry,
    statistics,
    verifying,
)

PAGES = (
    *static_files.PAGES,
    *home.PAGES,
    *signing_in.PAGES,
    *desk.PAGES,
    *live.PAGES,
    *official_documents.PAGES,  # before the cases: it reads like one
    *notices.PAGES,
    *objecting.PAGES,
    *own_objection.PAGES,
    *registry.PAGES,
    *centre.PAGES,
    *statistics.PAGES,
    *open_data.PAGES,
    *verifying.PAGES,
    *record.PAGES,
    *comparing.PAGES,
    *job_pages.PAGES,
    *batches.PAGES,
    *batch_panels.PAGES,
    *batch_rankings.PAGES,
    *expert_room.PAGES,
    *score_sheets.PAGES,
    *rechecks.PAGES,
    *centre_overview.PAGES,
    *centre_duties.PAGES,
    *own_applications.PAGES,
    *form_tasks.PAGES,
    *form_sheets.PAGES,
    *case_file.PAGES,
    *steps.PAGES,
    *case_lists.PAGES,  # last: their addresses fit many
)
