"""An id of each kind of case of the demonstration, for examples in documents and pages."""

from services.demo.round import SICHUAN_BATCH

EXAMPLE_IDS = {
    "applications": "demo-2",
    "centres": "demo-5",
    "registry": "demo-5",
    "batches": SICHUAN_BATCH,
    "calendars": "CN",
    "regulations": "SC",
    "parties": "91510100MA6T000121",
    "expert-pools": "510000",
    "accounts": "prov.sc",
}
