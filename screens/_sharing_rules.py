"""The rules for release as a table; the administrator changes them, with an entry in the audit."""

from types import MappingProxyType

import pandas as pd
import streamlit as st

from geo.briefing.sharing import policy_rows, reader_names
from geo.errors import AtlasError
from geo.release import DEFAULT_POLICY, LEVELS, RELATIONS, Policy, Rule
from geo.release.policy_table import checked_policy
from geo.schema.vocabularies import CATEGORIES, COUNTRIES, LABELS, TIERS
from geo.store.policies import policy_log, set_policy
from screens import _store, _viewer
from screens._page import plain
from screens._state import say, translator
from screens._store import store
from screens._tables import show_table, show_words

_TOLD = "sharing_rules_told"
_ANY = "any"
# Words to choose from in each column, and the beginning of their texts' ids.
_CHOICES = MappingProxyType(
    {
        "label": (LABELS, "term.label"),
        "category": (CATEGORIES, "term.category"),
        "tier": ((*TIERS, _ANY), "sharing.tier"),
        "to": (RELATIONS, "sharing.to"),
        "level": (LEVELS, "sharing.level"),
    }
)
_COLUMNS = ("label", "category", "tier", "to", "level", "countries")


def panel() -> None:
    """What the rules say of each label and audience, and for the administrator the rules."""
    policy = _store.policy()
    told = st.session_state.pop(_TOLD, "")
    if told:
        st.success(plain(told))
    word = st.columns([1, 2])[0].selectbox(
        say("sharing.rules.category"),
        ("", *CATEGORIES),
        format_func=lambda code: say(f"term.category.{code}") if code else say("sharing.rules.all"),
        key="sharing_rules_category",
    )
    write = translator()
    rows = {plain(write(label)): [plain(write(level)) for level in levels]
            for label, levels in policy_rows(policy, word)}  # fmt: skip
    names = [plain(write(name)) for name in reader_names()]
    show_words(pd.DataFrame.from_dict(rows, orient="index", columns=names))
    shipped = say("sharing.rules.shipped" if policy.hash == DEFAULT_POLICY.hash else
                  "sharing.rules.own")  # fmt: skip
    st.caption(plain(say("sharing.rules.note", hash=policy.hash, basis=shipped)))
    if "administrator" in _viewer.viewer().roles:
        with st.expander(say("sharing.rules.change"), key="sharing_rules_change"):
            _edit(policy)


def _edit(policy: Policy) -> None:
    st.markdown(plain(say("sharing.rules.how")))
    held = pd.DataFrame(
        [(r.label, r.category, r.tier, r.to, r.level, " ".join(r.countries)) for r in policy.rules],
        columns=list(_COLUMNS),
    )
    config = {
        name: st.column_config.SelectboxColumn(
            say(f"sharing.rule.{name}"),
            options=list(words),
            required=name != "category",
            format_func=lambda word, prefix=prefix: say(f"{prefix}.{word}") if word else "",
        )
        for name, (words, prefix) in _CHOICES.items()
    }
    config["countries"] = st.column_config.TextColumn(say("sharing.rule.countries"), max_chars=60)
    edited = st.data_editor(
        held,
        num_rows="dynamic",
        hide_index=True,
        column_config=config,
        key=f"sharing_rules_{policy.hash}",
    )
    save, ship, _ = st.columns([1, 1.4, 3])
    if save.button(say("sharing.rules.save"), type="primary", key="sharing_rules_save"):
        _save(edited)
    if ship.button(say("sharing.rules.return"), key="sharing_rules_ship"):
        _put(None)
    _changes()


def _save(edited: pd.DataFrame) -> None:
    rows = edited.fillna("").astype(str).to_dict("records")
    try:
        rules = [
            Rule(row["label"], row["tier"], row["level"], row["category"], row["to"],
                 tuple(sorted(set(row["countries"].upper().replace(";", " ").split()))))
            for row in rows
        ]  # fmt: skip
        policy = checked_policy(rules)
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    _put(policy)


def _put(policy: Policy | None) -> None:
    try:
        now = set_policy(store(), policy, actor=_viewer.actor())
    except AtlasError as error:
        st.error(plain(str(error)))
        return
    st.session_state[_TOLD] = say("sharing.rules.saved", hash=now.hash)
    st.rerun()


def _changes() -> None:
    log = policy_log(store())
    if len(log):
        st.caption(plain(say("sharing.rules.log", countries=", ".join(COUNTRIES))))
        names = [say(f"sharing.rules.log.{word}") for word in log.columns]
        show_table(log.set_axis(names, axis=1), key="sharing_rules_log")
