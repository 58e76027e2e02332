"""What is public about a centre: what it publishes, what is published of it, a transfer with its
objections; and nothing of what it files, how it was evaluated or of whom it is suspected."""

from datetime import date

from msgspec.json import encode

from domain.application.succeeding import (
    AnswerTransferObjections,
    RecordTransferObjection,
    TransferBuilder,
)
from domain.centre.commending import CommendCentre
from domain.centre.offering import (
    OfferedProduct,
    OfferedService,
    PublishPriceList,
    PublishServiceCatalogue,
)
from domain.centre.promoting import PublishTypicalCase
from projections.publications import Publication
from tests.support.centre_life import CENTRE, CentreLife
from tests.support.centre_road import before
from tests.support.citing import rule
from tests.support.folded import rows_of
from tests.support.national import assumed_road
from tests.support.roads import INNER_MONGOLIA, SICHUAN
from tests.support.successors import NAME, of_successor

MAY, WITHIN, OVER = date(2026, 5, 11), date(2026, 5, 13), date(2026, 5, 19)


def published(life: CentreLife) -> dict[str, Publication]:
    """The rows by the last part of their keys."""
    rows = rows_of(life.world, "publications")
    return {key.removeprefix(f"{CENTRE}#"): row for key, row in rows.items()}


def catalogue(*names: str) -> PublishServiceCatalogue:
    services = tuple(OfferedService(name, "中小企业") for name in names)
    return PublishServiceCatalogue(services=services, published_at="中心网站")


@rule("SC-11.1", "SC-12")
def test_a_catalogue_replaces_the_one_before_and_prices_stand_beside_it() -> None:
    life = CentreLife()
    life.act(catalogue("专利导航"), MAY)
    life.act(
        PublishPriceList(products=(OfferedProduct("检索", "每件300元"),), published_at="网站"), MAY
    )
    life.act(catalogue("专利导航", "维权援助"), WITHIN)
    rows = published(life)
    assert rows.keys() == {"catalogue", "prices"}
    shown = rows["catalogue"]
    assert [one.name for one in shown.services] == ["专利导航", "维权援助"]
    assert (shown.edition, shown.published_on, shown.published_at) == (2, WITHIN, "中心网站")
    assert rows["prices"].products[0].price == "每件300元"


@rule("SC-13.4")
def test_typical_cases_stand_side_by_side_without_who_has_cleared_them() -> None:
    life = before(SICHUAN, "PublishTypicalCase")
    for title in ("专利池", "导航"):
        model = PublishTypicalCase(title=title, story="做法", cleared_by="核对人甲")
        life.act(model, life.centre.last_day)
    rows = published(life).values()
    assert [(one.publication, one.title) for one in rows] == [
        ("TYPICAL_CASE", "专利池"),
        ("TYPICAL_CASE", "导航"),
    ]
    assert "核对人甲" not in encode([*rows]).decode()


@rule("N-21")
def test_of_a_commendation_the_day_and_the_paper_are_public() -> None:
    life = CentreLife(assumed_road())
    life.act(CommendCentre(achievements="主任某某贡献突出"), OVER)
    [row] = [one for one in published(life).values() if one.publication == "COMMENDATION"]
    assert row.document and "某某" not in encode(row).decode()


def test_a_transfer_is_public_with_whether_it_was_objected_to_and_answered() -> None:
    for road in (SICHUAN, INNER_MONGOLIA):
        life = CentreLife(road)
        life.act(of_successor(life), MAY)
        announced = published(life)["transfer/1"]
        assert (announced.builder, announced.stage) == (NAME, "ANNOUNCED")
        assert (announced.published_on, announced.until) == (MAY, date(2026, 5, 18))
        life.act(RecordTransferObjection(number=1, facts="王某某称场所不独立"), WITHIN)
        objected = published(life)["transfer/1"]
        assert (objected.stage, objected.objections, objected.answered_on) == ("OBJECTED", 1, None)
        life.act(AnswerTransferObjections(number=1, answer="王某某所述不实"), WITHIN)
        life.act(TransferBuilder(number=1), OVER)
        done = published(life)["transfer/1"]
        assert (done.stage, done.answered_on) == ("TRANSFERRED", WITHIN)
        assert "王某某" not in encode(done).decode()


def test_what_a_centre_files_or_is_ordered_is_no_publication() -> None:
    for road in (SICHUAN, INNER_MONGOLIA):
        life = before(road, "CancelQualification")
        assert {one.publication for one in published(life).values()} <= {"CATALOGUE"}
