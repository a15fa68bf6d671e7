"""The annex of a plan: two pages of paper, in the language asked for."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any

from geo.briefing.plan_takeaway import plan_frame
from geo.briefing.planner_map import BOTH
from geo.briefing.planner_run import PlanRun
from geo.layerspec import MapSpec
from geo.store import chain_head
from screens import _cached, _state
from screens import _planner_map as maps
from screens._planner_counterpart import stated
from screens._store import store


def annex_maker(run: PlanRun, language: str) -> Callable[[], bytes]:
    """Makes the PDF, with how counterparts stand for planners of the country alone.

    It is called outside the session, so all that depends on the session is fetched here.
    """
    profile, asking = _state.profile(), run.found.scenario.countries
    spec = maps.plan_map(run, side=asking[0] if len(asking) == 1 else BOTH)
    frame = plan_frame(run.record, audience=maps.seen(), profile=profile, language=language)
    options = {
        "translator": profile.translator(language),
        "displays": _cached.displays(),
        "stated": stated() or None,
        "audit_head": chain_head(store()),
    }
    return partial(_drawn, run.record, replace(spec, furniture=frame), options)


def _drawn(record: Mapping[str, Any], spec: MapSpec, options: Mapping[str, Any]) -> bytes:
    """The library that draws loads only when a page is asked for."""
    made: bytes = import_module("layers.renderers.annex").annex(record, spec, **options)
    return made
