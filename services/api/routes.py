"""All routes of the API, in the order in which they are matched."""

from services.api import (
    bureau_lists,
    case_lists,
    commands,
    demo_clock,
    differences,
    duties,
    feed,
    files,
    history,
    lists,
    objections,
    periods,
    public_centres,
    registry_changes,
    reports,
    sign_in,
    states,
    yearly_figures,
)

ROUTES = (
    commands.ON_A_CASE,  # first: it gets most requests
    *sign_in.ROUTES,
    *demo_clock.ROUTES,
    *files.ROUTES,
    *lists.ROUTES,
    *registry_changes.ROUTES,
    *public_centres.ROUTES,
    *periods.ROUTES,
    *bureau_lists.ROUTES,
    *duties.ROUTES,
    *yearly_figures.ROUTES,
    *feed.ROUTES,
    commands.OPENING,
    *case_lists.ROUTES,
    *reports.ROUTES,
    *objections.ROUTES,
    *states.ROUTES,
    *history.ROUTES,
    *differences.ROUTES,
)
