"""Demonstration data: lists determined, publicised, objected to, recognised."""

from services.demo.teller import Teller
from services.demo.units import Against, Listing, Region


def publish(tell: Teller, region: Region, listing: Listing) -> None:
    """Determines and publicises a list; recognises its entries where publicity is over."""
    batch, list_no, day, nth = region.batch, listing.list_no, listing.day, listing.nth
    selected = [{"application": id} for id in listing.applications]
    determined = {"list_no": list_no, "selected": selected}
    publicity = {
        "list_no": list_no,
        "channel_url": f"https://example.invalid/gongshi/{list_no}",
        "objection_channel": f"{region.contact_office}，电话 {region.phone}",
    }
    decider, paper = region.officer(".decider"), listing.papers[0]
    tell.act(decider, "batches", batch, "DetermineList", day, determined, nth, document_no=paper)
    tell.act(region.officer(), "batches", batch, "StartPublicity", day, publicity, nth)
    if listing.objection:
        object_to(tell, region, listing.objection)
    if listing.over:
        finish(tell, region, listing)


def object_to(tell: Teller, region: Region, against: Against) -> None:
    """Lodges an objection that came on paper, entered by the objection officer."""
    officer, id = region.officer(".objections"), against.application
    letter = {
        "facts": against.facts,
        "objector": {"kind": "PERSON", "name": against.name, "contact": against.contact},
        "received_on": against.received.isoformat(),
    }
    tell.act(officer, "applications", id, "LodgeObjection", against.received, letter)


def finish(tell: Teller, region: Region, listing: Listing) -> None:
    """Closes publicity without objections and recognises each entry."""
    end, closing = listing.over, {"list_no": listing.list_no}
    assert end is not None
    for id in listing.applications:
        tell.act("system", "applications", id, "ClearEntry", end)
    tell.act("system", "batches", region.batch, "ClosePublicity", end, closing, listing.nth)
    decider, paper = region.officer(".decider"), listing.papers[1]
    for id in listing.applications:
        tell.act(decider, "applications", id, "RecogniseCentre", end, document_no=paper)
