"""Tells a story to the running service: who asks for what, what came of it, why it was refused.

The first step that does not come out as told ends it.
"""

import time
import tomllib
from datetime import date
from typing import Any

from telling.service import Json, Service, Stopped

WEEKDAYS = "一二三四五六日"
PATIENCE = 30.0  # seconds that a timer has


class Story:
    """Numbers the steps and prints each as an officer reads it. `today` is the service's day."""

    def __init__(
        self, service: Service, people: dict[str, str], regimes: tuple[str, ...] = ("SC", "IM")
    ) -> None:
        self.service, self.people = service, people
        self.steps = self.refusals = 0
        self.today = date.min
        self.articles = {
            rule["id"]: rule["article"]
            for regime in ("HOUSE", *regimes)
            for version in service.read(f"regulations/{regime}")["state"]["versions"]
            for rule in tomllib.loads(version["text"])["rule"]
        }

    def chapter(self, zh: str, en: str) -> None:
        print(f"\n━━ {zh}  {en} ━━")

    def begin(self, who: str, zh: str, en: str) -> None:
        self.steps += 1
        print(f"\n{self.steps:>3}  【{self.people[who]} {who}】{zh}\n     {en}")

    def expect(self, true: bool, found: object) -> None:
        if not true:
            raise Stopped(
                f"第 {self.steps} 步与所述不符：{found}\n"
                f"Step {self.steps} did not come out as told: {found}"
            )

    def act(
        self,
        told: tuple[str, str, str],
        path: str,
        command: Json,
        stage: str | None = None,
        key: str | None = None,
        reader: str | None = None,
        **envelope: Any,
    ) -> Json:
        """`told`: who, in Chinese, in English. `stage`: what the case is in afterwards. `reader`:
        who looks at the record, where that is not who acted."""
        who = told[0]
        self.begin(*told)
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.service.call("POST", path, who, {"command": command, **envelope}, **headers)
        self.expect(answer.status == 201, answer.body)
        case = f"{answer.body['stream']}/{answer.body['id']}"
        [record] = [
            one
            for one in self.history(case, reader or who)
            if one["version"] == answer.body["version"]
        ]
        self.outcome(record, stage)
        if answer.replayed:
            self.note("重复提交，答复与前次相同", "sent again: the answer is the one given before")
        answered: Json = answer.body
        return answered

    def history(self, case: str, who: str) -> list[Json]:
        items: list[Json] = self.service.read(f"{case}/events", who, limit=1000)["items"]
        return items

    def outcome(self, record: Json, stage: str | None) -> None:
        """The stage that an act led to, its day, and the rule of the step."""
        found, rule = record["event"].get("stage"), record["basis"][0]
        self.expect(stage is None or found == stage.split()[-1], record)
        self.today = date.fromisoformat(record["context"]["occurred_on"])
        print(f"     ✓ {stage or '已记载 recorded'}，第 {record['version']} 版")
        print(f"       {self.today}，依据 under {rule}  {self.articles[rule]}")
        for flag in record["flags"]:
            self.note(f"注意 {flag['code']} {flag['rule']}：{flag['zh']}", flag["en"])

    def refuse(
        self,
        told: tuple[str, str, str],
        path: str,
        command: Json,
        status: int,
        rule: str | None = None,
        says: str = "",
        headers: dict[str, str] | None = None,
        **envelope: Any,
    ) -> set[str]:
        """Asked in Chinese and in English: what is refused changes nothing. `says`: what one of
        the reasons names. Answers the rules that forbid it."""
        self.begin(*told)
        self.refusals += 1
        body, given = {"command": command, **envelope}, headers or {}
        zh, en = (
            self.service.call("POST", path, told[0], body, Accept_Language=language, **given)
            for language in ("zh-CN", "en")
        )
        reasons = zh.body.get("refusals", [])
        rules = [reason["rule"] for reason in reasons]
        self.expect(zh.status == en.status == status, zh.body)
        self.expect(rule is None or rule in rules, zh.body)
        self.expect(not says or any(says in reason["asked"] for reason in reasons), zh.body)
        print(f"     ✗ {zh.body['title']} {en.body['title']}（{status}）")
        if not reasons:
            print(f"       {zh.body['detail']}")
        before = None
        for reason, english in zip(reasons, en.body.get("refusals", []), strict=True):
            if reason["rule"] != before:
                before = reason["rule"]
                print(f"       {before}  {reason['article']}  “{reason['phrase']}”")
            print(f"       所请 asked    {reason['asked']}  {english['asked']}")
            print(f"       应当 allowed  {reason['allowed']}  {english['allowed']}")
        return set(rules)

    def withheld(self, told: tuple[str, str, str], path: str) -> None:
        """Looks for what is not shown to them."""
        self.begin(*told)
        self.refusals += 1
        answer = self.service.call("GET", path, told[0])
        self.expect(answer.status in (403, 404), answer.body)
        print(f"     ✗ {answer.body['title']}（{answer.status}）")

    def note(self, zh: str, en: str) -> None:
        print(f"       {zh}\n       {en}")

    def period(self, period: Json) -> None:
        """A due day with its derivation."""
        days = [date.fromisoformat(day) for day in period["counted"]]
        counted = "、".join(f"{day:%m-%d} 周{WEEKDAYS[day.weekday()]}" for day in days)
        self.note(
            f"{period['began']} 公示，次日起算 {period['length']} 个工作日：{counted}",
            f"counted from the day after {period['began']}; the last day is {period['ends']}",
        )
        print(f"       至 {period['ends']} 24时届满；{'；'.join(period['notices'])}")

    def move_clock(self, who: str, to: date) -> None:
        """The demonstration's clock, forward to a day."""
        answer = self.service.call("POST", "demo/clock", who, {"to": to.isoformat()})
        self.expect(answer.status == 200, answer.body)
        self.today = date.fromisoformat(answer.body["today"])
        print(f"\n     ⏲ 时钟拨到 the clock moves to {to} 周{WEEKDAYS[to.weekday()]}")

    def may(self, who: str, case: str, slug: str) -> bool:
        """Whether the service would let somebody do this today."""
        actions = self.service.read(case, who)["actions"]
        return any(action["allowed"] for action in actions if action["slug"] == slug)

    def happens(self, zh: str, en: str, case: str, who: str, stage: str) -> None:
        """What the service does by itself: waited for, and read by `who`."""
        self.begin("system", zh, en)
        deadline = time.monotonic() + PATIENCE
        while (found := self.service.read(case, who)["state"]["stage"]) != stage.split()[-1]:
            self.expect(time.monotonic() < deadline, found)
            time.sleep(0.1)
        last = self.history(case, who)[-1]
        self.expect(last["context"]["actor"]["person"] == "system", last)
        self.outcome(last, stage)
