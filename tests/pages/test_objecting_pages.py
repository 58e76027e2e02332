"""Anybody objects to an entry by the page: receipt with a secret, what became of it, withdrawn."""

from httpx2 import Response

from tests.support.page_reading import PageReader, Reading, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]

AT = "/objections/new?application=demo-10"
KNOWN = {"kind": "PERSON", "name": "张三", "contact": "13800000000", "sure": "1"}


def inputs(page: str) -> dict[str, str]:
    """The hidden inputs of the form, which make it one objection however often it is sent."""
    return {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in HIDDEN}


HIDDEN = ("key", "secret")


def sent_back(reader: PageReader, given: dict[str, str]) -> Response:
    """The form that comes back, by its own address."""
    return reader.get(reader.post(AT, given).headers["Location"])


def sent(reader: PageReader, facts: str, **more: str) -> dict[str, str]:
    return {**inputs(reader.get(AT).text), **KNOWN, "facts": facts, **more}


def test_an_objection_gets_a_receipt_and_its_secret_opens_it_later(reads: Reading) -> None:
    anybody = reads(None)
    given = sent(anybody, "营业收入不实")
    done = anybody.post(AT, given)
    assert (done.status_code, done.headers["Location"]) == (303, "/objections/receipt")
    receipt = anybody.get("/objections/receipt")
    assert given["secret"] in receipt.text
    assert receipt.headers["Cache-Control"] == "private, no-store"
    number = read_by_people(receipt).partition("异议编号 ")[2].split()[0]

    elsewhere, asked = reads(None), {"application": "demo-10", "no": number}
    wrong = elsewhere.post("/objections", {**asked, "secret": "x" * 43})
    assert "对不上" in elsewhere.text(wrong.headers["Location"])
    found = elsewhere.post("/objections", {**asked, "secret": given["secret"]})
    assert found.headers["Location"] == "/objections/mine"
    assert "办理情况 已收到" in elsewhere.text("/objections/mine")

    assert "请写明撤回的原因" in read_by_people(elsewhere.post("/objections/mine", {}))
    elsewhere.post("/objections/mine", {"reason": "已核实"})
    assert "办理情况 已撤回" in elsewhere.text("/objections/mine")


def test_a_form_that_is_sent_twice_is_one_objection(reads: Reading) -> None:
    anybody = reads(None)
    given = sent(anybody, "重复提交")
    numbers = []
    for _ in range(2):
        anybody.post(AT, given)
        numbers.append(anybody.text("/objections/receipt").partition("异议编号 ")[2].split()[0])
    assert numbers[0] == numbers[1]


def test_without_a_name_it_is_a_lead_and_says_so(reads: Reading) -> None:
    anybody = reads(None)
    anybody.post(AT, sent(anybody, "匿名", kind="ANONYMOUS", name="", contact=""))
    assert "已作为线索登记" in anybody.text("/objections/receipt")


def test_what_is_wanting_stands_at_its_input_and_what_was_typed_stays(reads: Reading) -> None:
    anybody = reads(None)
    again = sent_back(anybody, sent(anybody, "<b>张三</b>写的", name="", sure=""))
    assert 'href="#name"' in again.text
    assert 'href="#sure"' in again.text
    assert "&lt;b&gt;张三&lt;/b&gt;写的" in again.text
    assert reads(None).get(str(again.url)).text.count("张三") == 0  # another browser's
    named = sent_back(anybody, sent(anybody, "我是张三"))
    assert "申报单位将看到事实部分" in read_by_people(named)


def test_a_receipt_that_this_browser_does_not_know_leads_to_the_enquiry(reads: Reading) -> None:
    for path in ("/objections/receipt", "/objections/mine"):
        anybody = reads(None)
        anybody.client.cookies.set("anjuan-objection", "not one")
        assert anybody.get(path).headers["Location"] == "/objections"


def test_an_official_is_told_to_register_it_in_the_case(reads: Reading) -> None:
    told = reads("prov.sc").text(AT)
    assert "以工作人员身份登录" in told
    assert "提交异议" not in told
