"""The annex of a plan: two pages of paper, in the language asked for."""

from dataclasses import replace

from geo.briefing.plan_takeaway import plan_frame
from geo.briefing.planner_run import PlanRun
from geo.planning.counterparts import states
from geo.store import chain_head
from layers.renderers.annex import annex
from screens import _cached, _state, _viewer
from screens import _planner_map as maps
from screens._store import store


def annex_file(run: PlanRun, language: str) -> bytes:
    """The plan with its map as PDF; how counterparts stand is for planners of the country alone."""
    who, profile = _viewer.viewer(), _state.profile()
    asking = run.found.scenario.countries
    spec = maps.plan_map(run, side=asking[0] if len(asking) == 1 else "both")
    frame = plan_frame(run.record, audience=maps.seen(), profile=profile, language=language)
    return annex(
        run.record,
        replace(spec, furniture=frame),
        translator=profile.translator(language),
        displays=_cached.displays(),
        stated=states(store(), audience=who.audience) if "planner" in who.roles else None,
        audit_head=chain_head(store()),
    )
