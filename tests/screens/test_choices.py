"""What a session chooses: leaving out, presenting, cards, and the link that carries it."""

import pytest

CHECK = ("situation_check",)


def test_the_check_lists_contested_names_and_leaving_one_out_is_in_the_link(opened):
    screen = opened(opened=CHECK, layers="countries,border,contested")
    listed = [b.key for b in screen.app.button if b.key and b.key.startswith("check_feature_")]
    contested = [key for key in listed if "stretch:" in key]
    assert len(contested) >= 3
    item = contested[0].removeprefix("check_feature_")
    ids = lambda shown: str(shown.map()["layers"])  # noqa: E731
    assert f"'{item}'" in ids(screen)
    screen.press(contested[0])
    assert screen.link["hidden"] == item
    assert f"'{item}'" not in ids(screen)
    again = opened(opened=CHECK, **screen.link)
    assert f"'{item}'" not in ids(again)
    again.press("check_again")
    assert "hidden" not in again.link
    assert f"'{item}'" in ids(again)


def test_a_sensitive_layer_and_a_category_can_be_left_out(opened):
    screen = opened(
        opened=CHECK, layers="border,zones,incidents", categories="online_scam,drug_smuggling"
    )
    screen.press("check_layer_zones")
    assert screen.link["layers"] == "border,incidents"
    screen.press("check_category_online_scam")
    assert screen.link["categories"] == "drug_smuggling"


def test_presenting_hides_controls_and_changes_no_number(opened):
    screen = opened(pairs="LAO-THA", lang="th")
    metrics, furniture = screen.metrics, screen.map()["furniture"]
    screen.press("page_present")
    assert screen.metrics == metrics
    shown = screen.map()["furniture"]
    assert shown.pop("verdict")
    assert shown == {name: text for name, text in furniture.items() if name != "verdict"}
    assert screen.map()["scale"] > 1
    assert not screen.app.multiselect
    assert not screen.app.text_input
    assert screen.link == {"pairs": "LAO-THA", "lang": "th", "present": "1"}
    screen.press("page_present")
    assert screen.app.multiselect
    assert screen.link == {"pairs": "LAO-THA", "lang": "th"}


def test_the_card_of_a_section_closes_and_moves_on(opened):
    screen = opened(section="LAO-THA-007")
    assert screen.map()["selected"] == "section:LAO-THA-007"
    screen.press("section_to_LAO-THA-008")
    assert screen.link["section"] == "LAO-THA-008"
    assert screen.map()["view"]["flight"][0] == 1
    screen.press("section_close")
    assert "section" not in screen.link


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("แม่สาย", "office:tha-mae-sai"),
        ("Mae Sai", "office:tha-mae-sai"),
        ("LAO-THA-007", "section:LAO-THA-007"),
    ],
)
def test_a_search_finds_it_and_names_it_in_words(opened, text, expected):
    screen = opened()
    screen.app.text_input(key="search_text").set_value(text).run()
    assert screen.faults == []
    pills = next(item for item in screen.app.get("button_group") if "search_hits" in str(item.key))
    assert text in str(pills.options[0])
    assert "[" not in "".join(map(str, pills.options))
    assert expected.split(":")[0] in str(pills.options)


@pytest.mark.parametrize("name", ["pairs", "categories", "layers", "period", "measure", "offices"])
def test_an_unknown_word_in_a_link_is_told_once(opened, name):
    screen = opened(**{name: "nonsense"})
    assert len(screen.notices) == 1
    assert f"{name}=nonsense" in screen.notices[0].replace("\\", "")
    assert screen.link == {}
    screen.app.run()
    assert screen.notices == []


def test_a_period_of_ones_own_holds_only_whole_records(opened):
    whole, part = opened(), opened(period="own", date_from="2020-01-01", date_to="2021-12-31")
    assert int(part.metrics[0]) < int(whole.metrics[0])
    assert "1 Jan 2020" in part.map()["furniture"]["window"]
    assert "31 Dec 2021" in part.map()["furniture"]["window"]
