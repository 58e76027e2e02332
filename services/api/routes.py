"""All routes of the API, in the order in which they are matched."""

from services.api import (
    bureau_lists,
    case_lists,
    commands,
    demo_clock,
    differences,
    documents,
    duties,
    feed,
    files,
    history,
    lists,
    objections,
    periods,
    reports,
    sign_in,
    states,
)

ROUTES = (
    commands.ON_A_CASE,  # first: it gets most requests
    *sign_in.ROUTES,
    *demo_clock.ROUTES,
    *files.ROUTES,
    *lists.ROUTES,
    *periods.ROUTES,
    *bureau_lists.ROUTES,
    *duties.ROUTES,
    *documents.ROUTES,
    *feed.ROUTES,
    commands.OPENING,
    *case_lists.ROUTES,
    *reports.ROUTES,
    *objections.ROUTES,
    *states.ROUTES,
    *history.ROUTES,
    *differences.ROUTES,
)
