"""资金的去向: money of three centres, from the budget to the payee, and how misuse comes to light.

    python examples/follow_the_money.py

from a checkout with the product installed. It is told in a store of its own, in a temporary folder,
through the service's own door, and asked over HTTP on a loopback port. Everybody and everything in
it is invented; the days are days of the law.
"""

import tempfile
from collections import Counter
from pathlib import Path

from lives import units
from lives.asked import Asked, asked_by
from lives.books import YUAN, Books, Expense, Party, Statement
from lives.given_out import given_out
from lives.inspection import CASE, INSPECTORS, Inspection, vault_running
from lives.life import Life, beginning, said
from msgspec.structs import replace

from domain.context import Actor
from domain.money import in_yuan
from services.demo.office import Office
from services.red_flags.sweeper import RedFlagSweeper
from services.runtime import Runtime
from services.subscriptions.catalogue import LEDGER

OURS = replace(units.SICHUAN, id="sc-money")
CLEAN = replace(units.INNER_MONGOLIA, id="im-money")
CITY = replace(units.SUZHOU, id="sz-money", batch="sz-2025-1")
FUNDS = {
    "SC": ("四川省知识产权专项资金", "四川省知识产权专项资金管理办法", 500_000),
    "IM": ("自治区知识产权专项资金", "自治区知识产权专项资金管理办法", 300_000),
    "SZ": (
        "苏州市知识产权运营服务体系建设专项资金",
        "苏州市知识产权运营服务体系建设项目管理办法",
        6_000_000,
    ),
}
TREASURY = Party("财政厅（局）", "12340000000000000001", "ORGAN")
SOFTWARE = Party("成都检索软件有限公司", "62221111000000010001")
RELATED = Party("成都关联咨询有限公司", "62222222000000020002")
TRADER = Party("成都往来商贸有限公司", "62223333000000030003")
CENTRE = Party("成都示例装备有限公司", "51001000123400010001")
OWN = Party("成都示例装备有限公司（自有）", "51001000123400020002")
CUSTOMER = Party("成都客户有限公司", "62224444000000050005")
MANAGER = Party("许诺", "6230000000000040004", "PERSON")
PLANTED = ("DUPLICATE_INVOICE", "OUTSIDE_PURPOSE", "RELATED_PARTY", "ROUND_TRIP")
PEOPLE = {
    "centre": Actor("centre", "CENTRE", OURS.code, ("submission",)),
    "bureau": Actor("bureau", "PREF", "510100", ("acceptance",)),
    "finance": Actor("finance", "FINANCE", "510000", ("bookkeeping", "funds")),
    **INSPECTORS,
}


def projects_begin(everybody: list[Books]) -> None:
    """Each centre applies, the finance department issues the budget, both sign the contract."""
    for one in everybody:
        source, measure, yuan = FUNDS[one.who.regime]
        half = yuan // 2 * YUAN
        asked = said(regime=one.who.regime, centre=one.who.id, name="专利导航项目")
        one.of("2025-09-01", "ApplyForProject", **asked, amount=yuan * YUAN)
        one.of("2025-09-02", "ReviewProject", result="SUPPORTED", opinion="目标明确")
        lines = [{"name": name, "limit": half} for name in ("设备费", "委托业务费")]
        grant = said(amount=yuan * YUAN, source=source, under_measure=measure, year=2025)
        grant |= said(level="PROVINCIAL", purposes=["购置检索设备", "委托检索"], lines=lines)
        one.of("2025-09-05", "IssueBudget", **grant, deadline="2026-12-31")
        terms = said(indicators=["导航报告三份"], begins_on="2025-09-08", ends_on="2026-09-07")
        one.of("2025-09-08", "SignContract", **terms)
        one.of("2025-09-09", "ConfirmContract")


def paid(one: Books) -> str:
    """A first tranche, by three persons; whoever asked for it may not approve it. Answers the
    account that it was paid to."""
    account = one.account("2025-09-15", "CENTRE", CENTRE.account)
    one.of("2025-09-18", "RequestTranche", number=1, amount=300_000 * YUAN, reason="按合同首付")
    both = Actor("prov.510000.fund_request", "PROV", "510000", ("fund_request", "fund_approval"))
    one.refused_to(both, "2025-09-18", "ApproveTranche", "IMPLICIT:fund-separation", number=1)
    one.of("2025-09-19", "ApproveTranche", number=1)
    one.of("2025-09-22", "DisburseTranche", number=1, account=account)
    return account


def tranche_of(one: Books) -> str:
    """The line by which the ledger knows the tranche."""
    one.office.days.settle()
    rows = one.office.runtime.readmodel
    asked = "SELECT position, line FROM {tranche} WHERE project = %s"
    [(position, line)] = rows.ask(LEDGER, asked, (one.project,))
    return f"{position}:{line}"


def statements(one: Books, account: str, folder: Path) -> None:
    """Of the centre's accounts and of a firm's; once more, and nothing changes."""
    own = one.account("2025-11-20", "OWN", OWN.account)
    firm = one.account("2025-11-20", "OTHER", TRADER.account)
    centre = Statement().line("2025-09-22", 300_000, TREASURY, tranche_of(one))
    centre.line("2025-10-08", 100_000, CUSTOMER)
    for day, yuan, to in (
        ("2025-10-10", 30_000, SOFTWARE),
        ("2025-10-20", 30_000, SOFTWARE),
        ("2025-10-28", 20_000, SOFTWARE),
        ("2025-11-03", 40_000, RELATED),
        ("2025-11-10", 50_000, TRADER),
    ):
        centre.line(day, -yuan, to)
    came = centre.imported(folder, one, account)
    Statement().line("2025-11-18", 48_000, TRADER).imported(folder, one, own)
    round_trip = Statement().line("2025-11-10", 50_000, CENTRE).line("2025-11-18", -48_000, OWN)
    round_trip.imported(folder, one, firm)
    again = centre.imported(folder, one, account)
    assert (came.lines, again.lines, again.known) == (7, 0, 7), (came, again)
    print(f"  导入流水 {came.lines} 行；再导入一次：新增 {again.lines} 行 again: nothing new")


def expenses(one: Books, account: str, asked: Asked) -> str:
    """What the centre says of its payments, four of them with something amiss. Answers the file of
    the first voucher."""
    file = asked.uploaded("centre", b"%PDF-1.4\n% an invoice that nobody issued\n%%EOF\n")
    claims = (
        Expense("2025-10-10", 30_000, SOFTWARE, "委托检索", "25512000000001", "采1", file),
        Expense("2025-10-20", 30_000, SOFTWARE, "委托检索", "25512000000001", "采2", "2" * 64),
        Expense("2025-10-28", 20_000, SOFTWARE, "购置公务用车", "25512000000019", "采3", "3" * 64),
        Expense("2025-11-03", 40_000, RELATED, "委托检索", "25512000000077", "采4", "4" * 64),
        Expense("2025-11-10", 50_000, TRADER, "委托检索", "25512000000111", "采5", "5" * 64),
    )
    for day, expense in enumerate(claims, 20):
        one.spends(f"2025-11-{day}", account, expense)
    relation = said(regime="SC", file="9" * 64, page=1, staff=[[0, "2025-01-01"]])
    relation |= said(relations=[[0, 1, "SHAREHOLDER", "2025-01-01", None, 6000]])
    parties = [MANAGER.on_a_page, RELATED.on_a_page]
    where = f"relations/{one.who.id}"
    command = one.command("ImportRelationPage", where, relation | said(counterparties=parties))
    one.given("2025-11-25", where, command, one.finance)
    return file


def capped(one: Books) -> None:
    """Suzhou: five million for a centre and not a fen more; the match at the settlement."""
    account = one.account("2025-09-15", "CENTRE", "32050000123400010001")
    one.ready("2025-09-18", 1, 5_000_000)
    one.of("2025-09-22", "DisburseTranche", number=1, account=account)
    one.of("2025-10-09", "RequestTranche", number=2, amount=1, reason="一分钱")
    one.of("2025-10-09", "ApproveTranche", number=2)
    one.refused_of("2025-10-10", "DisburseTranche", "SZ-12", number=2, account=account)
    match = said(payer="区财政局", account=account)
    one.of("2025-10-13", "PledgeMatch", amount=5_000_000 * YUAN)
    one.of("2025-10-14", "MatchFunds", amount=5_000_000 * YUAN - 1, **match)
    one.refused_of("2025-10-15", "SettleFunds", "SZ-14", note="年度结算")
    one.of("2025-10-16", "MatchFunds", amount=1, **match)
    one.of("2025-10-17", "SettleFunds", note="年度结算")


def swept(office: Office) -> None:
    """The worker that looks for red flags, once the ledger is quiet."""
    runtime = office.runtime
    office.days.settle()
    worker = RedFlagSweeper(
        runtime.log, runtime.readmodel, runtime.dispatcher, runtime.clock, quiet=0.0
    )
    while worker.tick():
        office.days.settle()
    office.days.settle()


def followed(asked: Asked, file: str) -> Counter[str]:
    """From a flag to its voucher in three requests; what was found, by kind."""
    flags = asked.read("finance", "flags?limit=100")["items"]
    for flag in sorted(flags, key=lambda one: one["kind"]):
        print(f"  线索 {flag['title_zh']}（{'；'.join(flag['articles'])}）{flag['title_en']}")
    first = next(one for one in flags if one["kind"] == "DUPLICATE_INVOICE")
    position, line = first["evidence"][0][:2]
    sheet = asked.read("finance", f"lines/{position}/{line}")
    voucher = next(one for one in sheet["lines"] if one["kind"] == "voucher")
    assert voucher["file"] == file, sheet
    assert asked.send("GET", f"files/{file}", "finance").startswith(b"%PDF")
    print(f"  三步：线索 → {position}:{line} → 凭证 {voucher['invoice']} 的文件 three requests")
    return Counter(flag["kind"] for flag in flags if flag["weight"] == "LEAD")


def traced(asked: Asked, project: str) -> None:
    """Each payment of the special money, at least and at most; what came back is a node of its
    own."""
    found = asked.read("finance", f"fund-projects/{project}/trace")
    for one in found["payments"]:
        least, most, taker = one["min"], one["max"], found["parties"][one["taker"]]["words"]
        share = f"至少 {in_yuan(least)} 至多 {in_yuan(most)}"
        print(f"  {one['day']}  {in_yuan(one['fen'])}元 → {taker['zh']}：专项 {share} 元")
        assert 0 <= least <= most <= one["fen"]
    drawn = asked.read("finance", f"fund-projects/{project}/trace?as=sankey")
    back = [one["words"]["zh"] for one in drawn["nodes"] if one["kind"] == "OWN"]
    assert back, drawn["nodes"]
    print(f"  又回到{'、'.join(back)}: it came back to an account of the builder's own")


def inspected(runtime: Runtime, asked: Asked, project: str, place: Path) -> None:
    """A case in the discipline vault, on the evidence of the round trip."""
    before = learns_nothing(asked, project)
    flags = asked.read("finance", "flags?kind=ROUND_TRIP")["items"]
    lines = [f"{position}:{line}" for position, line, *_ in flags[0]["evidence"]]
    end = runtime.log.end()
    assert end
    with vault_running(runtime) as folder:
        inspection = Inspection(asked)
        inspection.opened()
        inspection.traced(project, end[0])
        inspection.sealed(project, lines, folder, place / "package.zip")
        assert learns_nothing(asked, project) == before
    print("  中心、市局和案卷系统所答与此前逐字节相同 nobody outside learns of it")


def learns_nothing(asked: Asked, project: str) -> dict[str, tuple[int, bytes]]:
    """What the centre and its bureau are answered, byte for byte."""
    paths = ("centres/sc-money", f"fund-projects/{project}", "events?limit=1000")
    hidden = ("flags", "flag-rules", "discipline-cases/any", CASE, f"{CASE}/events")
    asking = [(who, path) for who in ("centre", "bureau") for path in (*paths, *hidden)]
    told = {f"{who} {path}": asked.answer(who, path) for who, path in asking}
    assert all(told[f"{who} {path}"][0] == 200 for who in ("centre", "bureau") for path in paths)
    return told


def cancelled(one: Books, account: str) -> None:
    """Misuse established: the centre is cancelled, its project held; nothing is paid any more."""
    lead, acts = "violations/v-1", said(violation_type="MISAPPROPRIATION", facts="专项资金回流")
    tip = said(regime="SC", source="FINANCE", centre=one.who.id, facts="资金线索")
    one.act("2025-12-01", "RegisterLead", lead, "PROV", **tip)
    one.act("2025-12-02", "TriageLead", lead, proposal="INQUIRY", reason="线索具体")
    one.act("2025-12-03", "OpenInquiry", lead, reason="涉嫌挪用")
    notice = said(intended="取消资格", legal_basis="第二十条", served_on="2025-12-10")
    one.act("2025-12-10", "NotifyIntendedDecision", lead, **acts, **notice)
    found = acts | said(finding="ESTABLISHED", reason="流水为证", served_on="2026-01-05")
    found |= said(conduct_from="2025-10-28", conduct_to="2025-11-18")
    one.act("2026-01-05", "ConcludeInquiry", lead, **found)
    one.ready("2026-01-06", 2, 50_000)
    gone = said(ground="MISCONDUCT", reason="挪用资金", served_on="2026-01-12", violation="v-1")
    one.act("2026-01-12", "CancelQualification", **gone)
    print(f"     项目：{one.stage(f'fund-projects/{one.project}')}")
    where = said(number=2, account=account)
    one.refused_of("2026-01-13", "DisburseTranche", "IMPLICIT:fund-hold", **where)


def main() -> None:
    with beginning("2025-02-20", OURS) as life, tempfile.TemporaryDirectory() as folder:
        runtime = life.office.runtime
        since = {OURS.id: "2025-03-03", CLEAN.id: "2025-07-01", CITY.id: "2025-07-25"}
        everybody = [Books(Office(runtime, unit=who.code), who) for who in (OURS, CLEAN, CITY)]
        ours, _, city = everybody
        with asked_by(runtime, PEOPLE) as asked:
            life.chapter("一、三个中心，三个项目", "Three centres and their fund projects")
            for one in everybody:
                one.recognised(since[one.who.id])
            projects_begin(everybody)
            account = paid(ours)
            life.chapter("二、苏州：500 万元封顶，配套不少于市级", "Suzhou: the cap, and the match")
            capped(city)
            life.chapter("三、流水和凭证", "Statements and vouchers")
            statements(ours, account, Path(folder))
            file = expenses(ours, account, asked)
            life.chapter("四、资金线索", "Red flags")
            ours.office.days.settle()
            before = learns_nothing(asked, ours.project)
            swept(ours.office)
            found = followed(asked, file)
            assert learns_nothing(asked, ours.project) == before
            print("  中心和市局看到的与此前逐字节相同 the centre and its bureau learn nothing")
            life.chapter("五、专项资金的去向", "Where the special money went")
            traced(asked, ours.project)
            life.chapter("六、取消资格，暂停拨付", "Cancelled; nothing is paid any more")
            cancelled(ours, account)
            life.chapter("七、纪检监察库", "The discipline vault")
            ours.office.days.settle()
            inspected(runtime, asked, ours.project, Path(folder))
            life.chapter("八、账本交给别人核对", "The ledger, given to others")
            given_out(runtime, Path(folder))
    others = sum(found.values()) - sum(found[kind] for kind in PLANTED)
    assert [found[kind] for kind in PLANTED] == [1] * len(PLANTED), found
    planted = len(PLANTED)
    print()
    print(f"拒绝 {Life.refusals} 次；埋下 {planted} 处，查出 {planted} 处，另有 {others} 处。")
    print(f"{Life.refusals} refusals; planted {planted}, found {planted}, others {others}")


if __name__ == "__main__":
    main()
