"""Kinds of mutants of regulation files that change no answer of a trial, each with the reason."""

from tests.support.mutants import Path

LEFT = {
    (
        "articles",
    ): "a provision on which nothing rests yet, or how it is kept: read, not decided by",
    ("rule",): "the same, in a complete text",
    ("panel",): "all that a source says there is which papers experts do not see: access only",
    ("supervision",): "who sees and supervises: access, not a decision",
    ("cites",): "a provision that carries who sees, or what experts judge: named, not decided by",
    ("words",): "what those who act are called",
    ("regulation", "code"): "the regime's own name: every file has another",
    ("regulation", "issued_on"): "since when: the trial begins with the regulation",
    ("regulation", "parent_rule"): "read, not decided by",
    ("regulation", "interpreted_rule"): "read, not decided by",
    ("criterion",): "what experts judge: points are theirs",
    ("unknown", "blocks"): "held against what the file states, and read",
    ("quota",): "a count over several cases: the trial has one application",
    ("duty", 2, "tracks"): "a project that nobody followed in its second year: two acts of a kind",
}
"""By the beginning of the place, why a change there changes no answer."""
OF_MONEY = "each guard of fund projects is tried by test_every_fund_step.py"
NO_ACTIVE_CENTRE = "of a centre that is recognised: by a text that is not at hand"
BEYOND_SUBMISSION = "names acts whose text is not at hand, for the file that assumes them"
OF_SUCH_ALONE = "what brings it about does so for cases at that stage alone"
OF_SEVERAL = "dropping one of several applications: the trial has one"
ON_SUBMISSION = (
    *("form_filled", "cases_happened", "commitment", "signed", "own_code", "registered_name"),
    *("addressed_to_cnipa", "builder", "park", "association"),
)
LEFT_OF: dict[str, dict[Path, str]] = {
    "national.toml": {
        ("divisions",): "where a case is: access and lists",
        ("sets", "HANDED_IN"): BEYOND_SUBMISSION,
        ("sets", "CHECKED"): BEYOND_SUBMISSION,
        **{("guard", one, "on"): BEYOND_SUBMISSION for one in ON_SUBMISSION},
        ("sets", "UNRECOGNISED"): NO_ACTIVE_CENTRE,
        ("period",): NO_ACTIVE_CENTRE,
        ("step", "CommendCentre", "needs"): NO_ACTIVE_CENTRE,
        ("duty",): NO_ACTIVE_CENTRE,
        ("section",): NO_ACTIVE_CENTRE,
        ("serving",): NO_ACTIVE_CENTRE,
        ("step", "OpenRecommendedDraft", "to"): "comes about in another regime's centre",
        ("flag", "only_for_itself", "on"): BEYOND_SUBMISSION,
        ("step", "WithdrawApplication", "territory_rule"): "its own rule says the same",
        ("step", "ReviseDraft", "territory_rule"): "another unit's draft is absent for everybody",
        ("implicit",): "the procedures say the same in other words",
    },
    "national_assumed.toml": {
        ("variant", "of"): "which text it assumes a procedure for: read, not decided by",
        ("annual",): "where it is from: a step's own rule is what refuses",
        ("evaluation",): "the same",
    },
    "terms.toml": {("annual", "rule"): "where it is from: a step's own rule is what refuses"},
    "asking.toml": {("step", "ConsentToBatchAct", "during"): "a batch is at no other stage"},
    "one_city.toml": {
        ("step", 21, "during"): OF_SUCH_ALONE,
        ("step", 24, "during"): OF_SUCH_ALONE,
        ("step", 26): OF_SEVERAL,
        ("step", 27, "during"): OF_SUCH_ALONE,
    },
    "three_tiers.toml": {
        ("step", 16): OF_SEVERAL,
        ("step", 17, "during"): OF_SUCH_ALONE,
    },
    "suzhou.toml": {
        ("period",): "its three years are the procedure's, too",
        ("evaluation", "best"): "nothing of this text rests on the best grade",
        ("evaluation", "failing"): "what lists remind of; an order rests on its ground",
        ("guard", "support_cap"): OF_MONEY,
        ("guard", "support_term"): OF_MONEY,
        ("guard", "support_continued"): OF_MONEY,
        ("guard", "support_measure"): OF_MONEY,
        ("guard", "local_match"): OF_MONEY,
        ("guard", "fund_source"): OF_MONEY,
    },
}
"""The same for one file alone."""
