"""Explains in words why an application is outside the window of its batch, with the days."""

from typing import Any

from domain.application.day_shortfalls import act_on, during
from domain.batch.facts import batch_of, batch_open
from domain.facts import Shortfall, explains
from domain.matter import Matter
from domain.refusal import Text
from domain.regulation.rules import Term


@explains(batch_open)
def window_closed(matter: Matter[Any], value: Any) -> Shortfall:
    batch, regime = batch_of(matter), matter.rules.about
    if batch is None or batch.regime != regime.code:
        return Shortfall(
            Text("没有列明本规定的申报批次", "no batch of this regulation is named"),
            Text(f"《{regime.title}》的申报批次", f"a batch of {regime.title_en}"),
            ("/batch",),
        )
    window = during(Term(batch.window_from, batch.window_to), "申报期")
    return Shortfall(act_on(matter.day), window, over=matter.day > batch.window_to)
