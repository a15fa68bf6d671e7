"""*Profile*: what this installation shows at first, its names, order and words; one file."""

import base64
import json
from dataclasses import asdict

import pandas as pd
import streamlit as st

from geo.errors import AtlasError
from geo.language import LANGUAGES, translator
from geo.profile import Profile, parse_profile, profile_path, save_profile
from geo.query import LAYERS
from geo.schema.vocabularies import CATEGORIES
from screens import _state
from screens._page import heading, plain
from screens._state import say


def page() -> None:
    """A form over the profile; all faults are told at once and nothing is saved with one."""
    heading()
    _state.follow()
    st.markdown(plain(say("profile.lead")))
    profile = _state.profile()
    with st.form("profile_form"):
        draft = _draft(profile)
        saved = st.form_submit_button(say("profile.save"), type="primary", key="profile_save")
    if saved:
        _save(draft)
    _file(profile)


def _draft(profile: Profile) -> dict[str, object]:
    """The form's widgets, and what they hold in the profile's form."""
    draft: dict[str, object] = {
        "left_out_categories": st.multiselect(
            say("profile.left_out_categories"),
            CATEGORIES,
            list(profile.left_out_categories),
            format_func=lambda word: say(f"term.category.{word}"),
            key="profile_categories",
        ),
        "left_out_layers": st.multiselect(
            say("profile.left_out_layers"),
            LAYERS,
            list(profile.left_out_layers),
            format_func=lambda word: say(f"filter.layer.{word}"),
            key="profile_layers",
        ),
        "organisation": st.text_input(
            say("profile.organisation"),
            profile.organisation,
            max_chars=120,
            key="profile_organisation",
        ),
    }
    draft["country_order"], draft["names"], draft["disclaimer"] = {}, {}, {}
    for language in LANGUAGES:
        _language(profile, language, draft)
    draft["logo_png_base64"] = _logo(profile)
    return draft


def _language(profile: Profile, language: str, draft: dict[str, object]) -> None:
    st.markdown(f"**{plain(say(f'profile.language.{language}'))}**")
    words = st.text_input(
        say("profile.disclaimer"),
        profile.disclaimer.get(language, ""),
        max_chars=200,
        key=f"profile_disclaimer_{language}",
    )
    order = list(profile.country_order[language])
    shown = profile.translator(language)
    table = pd.DataFrame(
        {"code": order, "position": range(1, len(order) + 1), "name": map(shown.country, order)}
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=["code"],
        column_config={
            "code": st.column_config.TextColumn(say("profile.code")),
            "position": st.column_config.NumberColumn(say("profile.position"), min_value=1),
            "name": st.column_config.TextColumn(say("profile.names"), max_chars=60),
        },
        key=f"profile_countries_{language}",
    )
    ranked = edited.sort_values(["position", "code"])
    plain_names = translator(language)
    draft["country_order"][language] = ranked["code"].tolist()  # type: ignore[index]
    draft["names"][language] = {  # type: ignore[index]
        f"country.{code}": name
        for code, name in zip(ranked["code"], ranked["name"], strict=True)
        if name and name != plain_names.country(code)
    }
    draft["disclaimer"][language] = words  # type: ignore[index]


def _logo(profile: Profile) -> str:
    upload = st.file_uploader(say("profile.logo"), type=["png"], key="profile_logo")
    if upload is None:
        return profile.logo_png_base64
    return base64.b64encode(upload.getvalue()).decode("ascii")


def _save(draft: dict[str, object]) -> None:
    try:
        save_profile(parse_profile(draft, where=say("profile.title")))
    except (AtlasError, OSError) as error:
        st.error(str(error))
        return
    st.success(say("profile.saved"))


def _file(profile: Profile) -> None:
    st.download_button(
        say("profile.file"),
        json.dumps(asdict(profile), ensure_ascii=False, indent=2),
        file_name="profile.json",
        mime="application/json",
        key="profile_download",
    )
    if profile_path().exists():
        st.button(say("profile.shipped"), key="profile_shipped", on_click=profile_path().unlink)
