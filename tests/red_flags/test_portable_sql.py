"""A red flag is one portable SELECT over the published tables; any other text is refused when its
file is read, with the file, the flag and the cause in both languages."""

from pathlib import Path

import pytest

from services.red_flags.rules import RedFlagInvalid, read_rules

SOUND = """
SELECT p.project AS lead, p.centre, p.project, p.position, p.line, 'payment' AS role
FROM payment p WHERE p.position > :since AND p.position <= :until AND p.position <= :upto
"""
KNOWN = "p.position <= :upto"


def folder_with(tmp_path: Path, sql: str, more: str = "", limits: str = "") -> Path:
    (tmp_path / "own.toml").write_text(
        f'[[red_flag]]\nid = "OWN"\nzh = "甲"\nen = "a"\narticle = ["会计法 第九条"]\n{more}\n'
        f"sql = '''{sql}'''\n",
        "utf-8",
    )
    (tmp_path / "flags.settings.toml").write_text(limits, "utf-8")
    return tmp_path


def cause(folder: Path) -> str:
    with pytest.raises(RedFlagInvalid) as caught:
        read_rules(folder)
    return str(caught.value)


def test_a_sound_text_is_taken(tmp_path: Path) -> None:
    [rule] = read_rules(folder_with(tmp_path, SOUND))
    assert (rule.id, rule.missing, rule.tables) == ("OWN", (), frozenset({"payment"}))


ALIEN = {
    "two statements": (f"{SOUND}; DELETE FROM payment", "一条 SELECT"),
    "a statement that is none": ("DROP TABLE payment", "一条 SELECT"),
    "no SQL": ("SELECT FROM WHERE (", "读不懂"),
    "an alien table": (SOUND.replace("payment p", "accounts p"), "没有公布的表 accounts"),
    "the engine's own tables": (
        SOUND.replace("payment p", "pg_catalog.pg_authid p"),
        "没有公布的表 pg_catalog.pg_authid",
    ),
    "a name of a published table for another": (
        f"WITH payment AS (SELECT v.centre FROM voucher v WHERE v.position <= :upto){SOUND}",
        "payment 是公布的表的名称",
    ),
    "an alien column": (SOUND.replace("p.line,", "p.salary AS line,"), "没有列 p.salary"),
    "a column of nobody": (SOUND.replace("p.line,", "line,"), "没有写明所属的表"),
    "an alien function": (
        SOUND.replace(KNOWN, f"{KNOWN} AND pg_sleep(9) = 0"),
        "函数 pg_sleep 不通用",
    ),
    "a known function that is not portable": (
        SOUND.replace(KNOWN, f"{KNOWN} AND date_trunc('day', p.day) = 0"),
        "不通用",
    ),
    "arrays": (SOUND.replace(KNOWN, f"{KNOWN} AND p.day = ANY(ARRAY[1])"), "不通用"),
    "DISTINCT ON": (SOUND.replace("SELECT", "SELECT DISTINCT ON (p.centre)"), "DISTINCT ON"),
    "recursion": (
        SOUND.replace("\nSELECT", "\nWITH RECURSIVE r AS (SELECT 1 AS n) SELECT"),
        "递归不通用",
    ),
    "an order, of which answers have none": (SOUND + " ORDER BY p.day", "结果不排序"),
    "a limit": (SOUND + " LIMIT 1", "LIMIT 不通用"),
    "an outer join": (
        SOUND.replace("payment p", "payment p LEFT JOIN voucher v ON v.position <= :upto"),
        "只用 JOIN",
    ),
    "a float": (SOUND.replace(KNOWN, f"{KNOWN} AND p.fen > 0.5"), "0.5 不是整数"),
    "an exponent": (SOUND.replace(KNOWN, f"{KNOWN} AND p.fen > 1e3"), "不是整数"),
    "a division, which engines round differently": (
        SOUND.replace(KNOWN, f"{KNOWN} AND p.fen / 2 > 1"),
        "DIV 不通用",
    ),
    "a float's type": (
        SOUND.replace(KNOWN, f"{KNOWN} AND CAST(p.fen AS double precision) > 1"),
        "类型 double 不通用",
    ),
    "a date": (SOUND.replace(KNOWN, f"{KNOWN} AND CAST(p.day AS date) > 1"), "类型 date 不通用"),
    "an unknown parameter": (SOUND.replace(KNOWN, f"{KNOWN} AND p.day > :days"), "days 没有声明"),
    "today, without a clock": (
        SOUND.replace(KNOWN, f"{KNOWN} AND p.day > :today"),
        "today 没有声明",
    ),
    "no window": (SOUND.replace("p.position > :since AND ", ""), "since 没有用到"),
    "facts that are not known yet": (
        SOUND.replace("payment p WHERE", "payment p JOIN voucher v ON v.project = p.project WHERE"),
        "voucher v 没有 v.position <= :upto",
    ),
    "what is known or not": (
        SOUND.replace(
            "payment p WHERE",
            "payment p JOIN voucher v ON v.position <= :upto OR v.fen = p.fen WHERE",
        ),
        "voucher v 没有",
    ),
    "other columns": (SOUND.replace("AS role", "AS part"), "结果列应当是"),
    "a write in a WITH": (
        SOUND.replace("\nSELECT", "\nWITH d AS (DELETE FROM payment RETURNING centre) SELECT"),
        "DELETE 不通用",
    ),
    "a lock": (SOUND + " FOR UPDATE", "不通用"),
    "a new table": (SOUND.replace("\nFROM", "\nINTO TABLE theirs FROM"), "不通用"),
}


@pytest.mark.parametrize("why", ALIEN)
def test_what_is_not_portable_is_refused_with_file_flag_and_cause(tmp_path: Path, why: str) -> None:
    sql, said = ALIEN[why]
    answer = cause(folder_with(tmp_path, sql))
    assert answer.startswith("own.toml OWN：")
    assert said in answer
    assert " / " in answer


def test_a_declared_parameter_is_used_and_a_limit_has_a_flag(tmp_path: Path) -> None:
    declared = 'parameters = { days = "日" }'
    assert "days 没有用到" in cause(folder_with(tmp_path, SOUND, declared))
    assert "没有这个线索" in cause(folder_with(tmp_path, SOUND, limits="[OWNN]\ndays = 1\n"))
    assert "没有参数 days" in cause(folder_with(tmp_path, SOUND, limits="[OWN]\ndays = 1\n"))
    assert "整数" in cause(folder_with(tmp_path, SOUND, limits="[OWN]\ndays = 1.5\n"))


def test_a_flag_without_its_limit_is_off_and_says_which(tmp_path: Path) -> None:
    late = SOUND.replace(KNOWN, f"{KNOWN} AND p.day > :days")
    folder = folder_with(tmp_path, late, 'parameters = { days = "日" }')
    [rule] = read_rules(folder)
    assert rule.missing == ("days",)
    [given] = read_rules(folder_with(tmp_path, late, rule_days(), "[OWN]\ndays = 7\n"))
    assert (given.missing, given.limits) == ((), {"days": 7})
    assert given.asked != rule.asked


def rule_days() -> str:
    return 'parameters = { days = "日" }'


def test_a_service_has_limits_of_its_own_in_its_data_folder(tmp_path: Path) -> None:
    (tmp_path / "flags.settings.toml").write_text("[SPLIT_PAYMENTS]\ndays = 30\nlimit = 5\n")
    rules = {rule.id: rule for rule in read_rules(data=tmp_path)}
    assert rules["SPLIT_PAYMENTS"].missing == ()
    assert rules["IDLE_MONEY"].missing == ("days",)


def test_a_file_that_is_no_toml_or_has_other_keys_is_refused(tmp_path: Path) -> None:
    assert "格式不对" in cause(folder_with(tmp_path, SOUND, "colour = 1"))
    (tmp_path / "own.toml").write_text("[[red_flag]", "utf-8")
    assert cause(tmp_path).startswith("own.toml：不是 TOML")


def test_two_flags_have_two_ids(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, SOUND)
    (tmp_path / "more.toml").write_bytes((folder / "own.toml").read_bytes())
    assert "OWN：重复" in cause(folder)


def test_shipped_limits_are_those_of_the_choices_made() -> None:
    shipped = read_rules()
    limits = {rule.id: rule.limits for rule in shipped}
    assert limits["MATCH_ROUND_TRIP"] == {"days": 90}
    assert limits["IDLE_MONEY"] == {"days": 180}
    assert limits["SPLIT_PAYMENTS"] == {"days": 30}
    off = {rule.id: rule.missing for rule in shipped if rule.missing}
    assert off == {"SPLIT_PAYMENTS": ("limit",), "BACKDATED": ("days",)}
    assert {rule.id for rule in shipped if rule.hint} == {"BENFORD", "ROUND_SUMS"}
