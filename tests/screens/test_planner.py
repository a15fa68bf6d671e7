"""*Planner* without a browser: what exists first, the question, the answer, its faults."""

import json

import pytest

from geo.__main__ import main
from geo.planning.report import to_bytes

SOLVE_LIMIT_S = 240
ASKED = "planner_form_ask"


def ask(screen):
    """Press "Find sites" and wait for the whole answer."""
    press(screen, ASKED)
    return answered(screen)


def press(screen, key):
    next(button for button in screen.app.button if str(button.key).endswith(key)).click()
    screen.app.run()


def answered(screen):
    job = screen.app.session_state["planner_job"][1]
    assert job.wait(SOLVE_LIMIT_S)
    screen.app.run()
    return job


def fill(screen, name, value):
    key = f"planner_form_{name}"
    screen.app.number_input(key=key).set_value(value)


def test_it_opens_with_what_exists_and_what_is_not_known(opened):
    screen = opened(screen="planner")
    assert screen.faults == []
    counts = screen.table("Not located").set_index("Country")
    assert list(counts.index) == ["Cambodia", "Lao PDR", "Myanmar", "Thailand"]
    assert counts.loc["Thailand", "Reported total"].startswith("28 ")
    placed = counts["On the map"].astype(int)
    assert (placed <= counts["Documented"].astype(int)).all()
    assert int(counts.loc["Thailand", "Not located"]) == 28 - placed["Thailand"]
    today = screen.table("Documented, straight")
    assert set(zip(today["Border"], today["Side"], strict=True)) == {
        ("Cambodia–Thailand", "Cambodia"), ("Cambodia–Thailand", "Thailand"),
        ("Lao PDR–Thailand", "Lao PDR"), ("Lao PDR–Thailand", "Thailand"),
    }  # fmt: skip
    operating = today["Operating"].str.rstrip("%").astype(float)
    documented = today["Documented"].str.rstrip("%").astype(float)
    straight = today["Documented, straight"].str.rstrip("%").astype(float)
    assert (operating <= documented).all()
    assert (documented <= straight).all()


def test_all_faults_of_a_question_stand_in_one_sentence(opened):
    screen = opened(screen="planner")
    fill(screen, "most_THA", 0)
    fill(screen, "reach_km", 0.0)
    job = ask(screen)
    assert len(screen.faults) == 1
    assert "reach_km" in job.fault
    assert "site" in job.fault
    assert screen.table("Not located") is not None


def test_the_form_asks_for_a_least_number_and_for_weights_of_single_kinds(opened):
    screen = opened(screen="planner")
    fill(screen, "least_THA", 2)
    fill(screen, "most_THA", 1)
    fill(screen, "category_arms", 3.0)
    job = ask(screen)
    assert "least" in job.fault
    asked = screen.app.session_state["planner_scenario"]
    assert asked.sites == {"THA": (2, 1)}
    assert asked.weights == {"incident": 1.0, "incident:arms": 3.0, "km": 1.0}


def test_a_choice_that_cannot_be_is_stopped_before_the_solver(opened):
    screen = opened(screen="planner")
    fill(screen, "most_THA", 40)
    fill(screen, "near_km", 0.01)
    job = ask(screen)
    assert job.run is None or len(job.run.record["sites"]) < 40
    if job.run is None:
        assert "40" in screen.faults[0]


@pytest.fixture(scope="module")
def by_command(tmp_path_factory):
    """The record that the command writes for the same question."""
    home, out = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("out") / "plan.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BORDER_ATLAS_HOME", str(home))
        words = ("plan --country THA --pairs LAO-THA,KHM-THA --sites 5 --reach-km 40 "
                 f"--mirror-km 15 --as-of 2026-11-23 --out {out}").split()  # fmt: skip
        assert main(words) == 0
    return out.read_bytes()


@pytest.mark.long
def test_five_for_thailand_is_the_same_on_screen_and_by_command(opened, by_command, monkeypatch):
    monkeypatch.setenv("BORDER_ATLAS_AS_OF", "2026-11-23")
    screen = opened(screen="planner")
    job = ask(screen)
    assert to_bytes(job.run.record) == by_command
    record = json.loads(by_command)
    assert record["proven"]
    value, total = record["objective"], record["weight"]
    words = screen.words().replace("\\", "")
    line = f"{value:,.1f} of {total:,.1f} covered ({100 * value / total:.1f} %)"
    assert f"{line}; no choice can exceed {value:,.1f}." in words
    assert f"{len(record['near_ties'])} other choices are within 1 % of it." in words
    legend = screen.legend("plan_places")
    assert "Proposed site (5)" in legend
    asked = sum(record["asked_of"].values())
    assert f"Counterpart to be asked for ({asked})" in legend
    cover = screen.table("With plan").set_index(["Border", "Side"])
    after = {(row["pair"], row["side"]): row["covered_share"] for row in record["after"]}
    assert (
        cover.loc[("Lao PDR–Thailand", "Thailand"), "With plan"] == f"{after['LAO-THA', 'THA']:.1%}"
    )


@pytest.mark.long
def test_a_plan_is_kept_compared_and_asked_why_not(opened, monkeypatch):
    monkeypatch.setenv("BORDER_ATLAS_AS_OF", "2026-11-23")
    screen = opened(screen="planner")
    ask(screen)
    app = screen.app
    app.session_state["planner_view"] = "files"
    app.run()
    app.text_input(key="planner_keep_name").set_value("five").run()
    press(screen, "planner_keep")
    app.session_state["planner_view"] = "beside"
    app.run()
    assert screen.faults == []
    assert "only in the first 0" in screen.words()
    app.session_state["planner_view"] = "why"
    app.session_state["planner_place"] = (101.5, 17.7)
    app.run()
    assert screen.faults == []
    assert "answered in" in screen.words()
    app.session_state["planner_view"] = "what_if"
    app.run()
    closed = app.multiselect(key="planner_if_closed")
    closed.set_value([closed.options[0]]).run()
    assert screen.faults == []
    assert "km fewer are covered" in screen.words() or "Cover does not change" in screen.words()
    for view in ("sites", "sure", "packages", "today"):
        app.session_state["planner_view"] = view
        app.run()
        assert screen.faults == [], view
