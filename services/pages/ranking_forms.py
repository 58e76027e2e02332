"""Makes the paper of a list from the ranking: who is ticked for it, in which order, and why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from services.pages.forms.paper import UnsentPaper, new_key

SELECTED, DROPPED = "selected", "dropped"
LAST = 10_000
"""The place of whoever is given none."""


def list_paper(
    path: str, batch: Mapping[str, Any], given: Mapping[str, str], today: str
) -> UnsentPaper:
    """The paper of the act that determines a list, as what was chosen for each application says:
    `choice:ID`, `place:ID` and `reason:ID`."""
    chosen = [name.partition(":")[2] for name in given if name.startswith("choice:")]
    selected = [one for one in chosen if given[f"choice:{one}"] == SELECTED]
    dropped = [one for one in chosen if given[f"choice:{one}"] == DROPPED]
    selected.sort(key=lambda one: place_wanted(given.get(f"place:{one}", "")))
    texts = {"/command/list_no": given.get("list_no", "").strip()}
    texts |= dict(list_rows(SELECTED, selected, given)) | dict(list_rows(DROPPED, dropped, given))
    if dropped:
        texts["/command/served_on"] = today
    return UnsentPaper(
        path=path,
        stream="batches",
        id=batch["id"],
        command="DetermineList",
        version=batch["version"],
        texts=texts,
        key=new_key(),
    )


def place_wanted(text: str) -> int:
    return int(text) if text.strip().isdecimal() else LAST


def list_rows(
    name: str, applications: Sequence[str], given: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    for index, one in enumerate(applications):
        at = f"/command/{name}/{index}"
        yield f"{at}/application", one
        if reason := given.get(f"reason:{one}", "").strip():
            yield f"{at}/reason", reason
