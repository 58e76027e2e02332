"""A small source of a regulation on `two_tiers`, and the table of divisions beside it."""

HEAD = """\
extends = "two_tiers"
divisions = "jia.divisions.csv"

[regulation]
code = "JIA"
title = "甲省产业知识产权运营中心管理办法"
title_en = "Measure of a province"
authority = "420000"
level = "PROVINCIAL"
issued_on = 2026-01-01
"""
TABLE = """\
code,name,tier,parent,bureau,covers
420000,湖北省,PROVINCE,,,
420100,武汉市,PREFECTURE,420000,420100,4201
"""
BESIDE = {"jia.divisions.csv": TABLE}
TAIL = """
[articles]
"A-05" = "第五条 工作人员不少于8人"
"A-07" = { article = "第七条（二）", phrase = "公示7个工作日", gloss = "Seven working days" }

[cites]
"A-07" = ["IMPLICIT:list", "RecogniseCentre"]

[publicity]
length = 7

[guard]
staff = { fact = "distinct_staff", op = ">=", value = 8, rule = "A-05" }
"""
