"""Who is looking: the viewer, its audience, the table from claims to viewers, the three modes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import InputError, ReleaseError, SetupError
from geo.language import translator
from geo.release import PUBLIC, Audience, audience_of_class
from geo.schema.vocabularies import COUNTRIES, TIERS
from geo.signin import access_table, sign_in_mode, viewer_of
from geo.signin.modes import check_local, check_oidc, is_loopback, proxy_user
from geo.signin.table import AccessRule, AccessTable
from geo.viewers import (
    PUBLIC_VIEWER,
    ROLES,
    Viewer,
    audience_words,
    local_viewer,
    made_for,
)

NOW_S = 1_800_000_000
ISSUER = "https://provider.test"
STEWARD = AccessRule(
    "groups", "stewards", roles=frozenset({"steward"}), districts=frozenset({"TH4301"})
)
THAI = AccessRule("groups", "thailand", tier="restricted", country="THA", organisation="Agency")
LAO = AccessRule("groups", "laos", tier="restricted", country="LAO")
BY_MAIL = AccessRule("email", "a@x.test", tier="partner", country="KHM")
TABLE = AccessTable((STEWARD, THAI, LAO, BY_MAIL), ISSUER, 8)


def seen(table=TABLE, now_s=NOW_S, **claims):
    """The viewer of a fresh sign-in with the provider."""
    given_claims = {"iss": ISSUER, "iat": NOW_S - 60, "sub": "p-1", **claims}
    return viewer_of(given_claims, table, name="sub", now_s=now_s)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    tier=st.sampled_from(TIERS),
    countries=st.sets(st.sampled_from(COUNTRIES), max_size=3),
    agency=st.text(max_size=12),
)
def test_a_viewer_class_names_one_audience(tier, countries, agency):
    audience = Audience(tier, tuple(countries), agency if len(countries) == 1 else "")
    assert audience_of_class(audience.viewer_class) == audience


@pytest.mark.parametrize("word", ["", "everyone", "restricted:XXX", "public:THA:LAO:agency=x"])
def test_a_word_that_is_no_viewer_class_is_refused(word):
    with pytest.raises(ReleaseError):
        audience_of_class(word)


def test_the_public_is_one_audience_wherever_it_lives():
    assert Viewer(country="THA", organisation="Agency").audience == PUBLIC == PUBLIC_VIEWER.audience


@pytest.mark.parametrize(
    "wrong",
    [{"tier": "royal"}, {"country": "FRA"}, {"roles": frozenset({"spy"}), "tier": "partner"},
     {"roles": frozenset({"steward"})}],
)  # fmt: skip
def test_a_viewer_of_unknown_words_or_a_public_one_with_a_role_is_refused(wrong):
    with pytest.raises(InputError):
        Viewer(**wrong)


def test_the_person_at_the_machine_is_the_public_until_a_home_is_chosen():
    assert local_viewer("") is PUBLIC_VIEWER
    home = local_viewer("LAO", "Agency")
    assert home.roles == frozenset(ROLES)
    assert home.audience == Audience("restricted", ("LAO",), "Agency")


def test_the_word_in_the_audit_chain_holds_no_name_and_needs_the_key():
    somebody = Viewer(name="Somchai", tier="restricted", country="THA")
    word = somebody.actor(b"k" * 32)
    assert "Somchai" not in word
    assert word != somebody.actor(b"l" * 32)
    assert word == Viewer(name="Somchai", tier="partner", country="THA").actor(b"k" * 32)
    assert word != Viewer(name="Somsak", tier="restricted", country="THA").actor(b"k" * 32)


def test_the_audience_stands_in_words_of_the_language():
    one = audience_words(Audience("restricted", ("LAO",)), "AMBER")
    assert translator("en")(one) == "TLP:AMBER · made for: Lao PDR only, restricted"
    assert "ลาว" in translator("th")(one)
    assert translator("en")(audience_words(PUBLIC, "CLEAR")) == "TLP:CLEAR · made for: everyone"


@pytest.mark.parametrize(
    ("written", "shown"),
    [("Border Office", "Border Office"), (" BORDER  office", "BORDER office"),
     ("", "border office"), ("Another Office", "border office")],
)  # fmt: skip
def test_an_organisation_stands_as_written_and_is_compared_folded(written, shown):
    held = Audience("restricted", ("LAO",), "Border Office")
    again = audience_of_class(held.viewer_class)
    assert (again, hash(again)) == (held, hash(held))
    line = audience_words(again, "AMBER", written=written)
    assert translator("en")(line) == f"TLP:AMBER · made for: Lao PDR only, restricted, {shown}"


@pytest.mark.parametrize("audience", [PUBLIC, Audience("partner"), Audience("partner", ("LAO",))])
def test_whom_no_organisation_is_named_for_gets_none(audience):
    assert made_for(audience, written="Border Office") == made_for(audience)


def test_rules_that_hold_add_up():
    found = seen(groups=["thailand", "stewards"], organisation="LAO: forged", tier="restricted")
    assert found == Viewer(
        "p-1", "restricted", "THA", "Agency", frozenset({"steward"}), frozenset({"TH4301"})
    )


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"groups": "Thailand"},
        {"groups": [{"thailand": True}]},
        {"groups": {"thailand": "thailand"}},
        {"groups": 1},
        {"group": ["thailand"]},
        {"groups": ["stewards"]},
        {"groups": ["thailand", "laos"]},
        {"groups": ["thailand"], "iss": "https://other.test"},
        {"groups": ["thailand"], "iss": ""},
        {"groups": ["thailand"], "iat": None},
        {"groups": ["thailand"], "iat": True},
        {"groups": ["thailand"], "iat": str(NOW_S)},
        {"groups": ["thailand"], "iat": NOW_S - 8 * 3600 - 1},
        {"groups": ["thailand"], "iat": NOW_S + 3600},
        {"groups": ["thailand"], "iat": float("nan")},
        {"email": "a@x.test"},
        {"email": "a@x.test", "email_verified": "true"},
        {"email": "A@X.test", "email_verified": True},
    ],
)
def test_what_the_table_does_not_name_is_the_public(claims):
    assert seen(**claims) == PUBLIC_VIEWER


def test_a_verified_address_counts_and_a_text_claim_is_one_value():
    assert seen(email="a@x.test", email_verified=True).country == "KHM"
    assert seen(groups="laos").country == "LAO"


def test_without_an_issuer_no_provider_counts():
    assert seen(AccessTable((THAI,)), groups=["thailand"]) == PUBLIC_VIEWER
    by_proxy = AccessTable((AccessRule("user", "a", "restricted", "THA"),))
    assert viewer_of({"user": "a"}, by_proxy, name="user", now_s=NOW_S).country == "THA"
    assert viewer_of({"user": "b"}, by_proxy, name="user", now_s=NOW_S) == PUBLIC_VIEWER


def test_the_table_is_read_from_its_file(tmp_path):
    path = tmp_path / "access.toml"
    assert access_table(path) == AccessTable()
    path.write_text(
        f'issuer = "{ISSUER}"\nmax_hours = 8\n[[rule]]\nclaim = "groups"\nvalue = "stewards"\n'
        'roles = ["steward"]\ndistricts = ["TH4301"]\n[[rule]]\nclaim = "groups"\n'
        'value = "laos"\ntier = "restricted"\ncountry = "LAO"\n',
        encoding="utf-8",
    )
    assert access_table(path) == AccessTable((STEWARD, LAO), ISSUER, 8.0)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[rule]]\nclaim = 'a'", "value"),
        ("[[rule]]\nclaim = 'a'\nvalue = 'b'\ntier = 'royal'", "tier"),
        ("[[rule]]\nclaim = 'a'\nvalue = 'b'\ncountry = 'TH'", "country"),
        ("[[rule]]\nclaim = 'a'\nvalue = 'b'\nroles = 'steward'", "roles"),
        ("[[rule]]\nclaim = 'a'\nvalue = 'b'\nroles = ['king']", "roles"),
        ("[[rule]]\nclaim = 'a'\nvalue = 'b'\ncolour = 'red'", "colour"),
        ("[rule]\nclaim = 'a'", "[[rule]]"),
        ("max_hours = 0", "max_hours"),
        ("max_hours = true", "max_hours"),
        ("people = 3", "people"),
        ("not toml at all", "TOML"),
    ],
)
def test_a_fault_of_the_table_is_named_and_nobody_is_let_in(tmp_path, text, named):
    path = tmp_path / "access.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError) as told:
        access_table(path)
    assert named in str(told.value)


def test_an_unknown_mode_is_refused(monkeypatch):
    monkeypatch.delenv("BORDER_ATLAS_SIGN_IN", raising=False)
    assert sign_in_mode() == "local"
    monkeypatch.setenv("BORDER_ATLAS_SIGN_IN", "Local")
    with pytest.raises(SetupError, match="BORDER_ATLAS_SIGN_IN"):
        sign_in_mode()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1", "[::1]", "localhost"])
def test_addresses_of_this_machine(address):
    assert is_loopback(address)
    check_local(bound=address, peer=None, headers=["Host", "Cookie"])
    check_local(bound="127.0.0.1", peer=address, headers=[])


@pytest.mark.parametrize(
    ("bound", "peer", "headers"),
    [
        ("", None, []),
        ("0.0.0.0", None, []),
        ("::", None, []),
        ("192.168.1.5", None, []),
        ("atlas.test", None, []),
        ("127.0.0.1", "192.168.1.9", []),
        ("127.0.0.1", None, ["X-Forwarded-For"]),
        ("127.0.0.1", None, ["via"]),
        ("127.0.0.1", None, ["Forwarded"]),
    ],
)
def test_local_mode_serves_this_machine_alone(bound, peer, headers):
    with pytest.raises(SetupError, match="this machine only"):
        check_local(bound=bound, peer=peer, headers=headers)


def test_a_provider_needs_all_its_settings_and_a_lasting_secret():
    whole = dict.fromkeys(
        ("redirect_uri", "client_id", "client_secret", "server_metadata_url"), "x"
    )
    check_oidc({**whole, "cookie_secret": "s" * 32})
    for missing in whole:
        with pytest.raises(SetupError, match=missing):
            check_oidc({**whole, missing: "", "cookie_secret": "s" * 32})
    with pytest.raises(SetupError, match="cookie_secret"):
        check_oidc({**whole, "cookie_secret": "short"})


@pytest.fixture
def proxy(monkeypatch):
    """The variables of a proxy on this machine."""
    monkeypatch.setenv("BORDER_ATLAS_PROXY_HEADER", "X-Remote-User")
    monkeypatch.setenv("BORDER_ATLAS_PROXY_PEER", "127.0.0.1")
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    return monkeypatch


@pytest.mark.parametrize(
    ("headers", "peer", "found"),
    [
        ({"x-remote-user": [" a "]}, None, "a"),
        ({}, None, ""),
        ({"x-remote-user": ["a", "b"]}, None, ""),
        ({"x-remote-user": ["a"]}, "10.0.0.4", ""),
        ({"x-remote-user": ["a"]}, "not an address", ""),
        ({"x-user": ["a"]}, None, ""),
    ],
)
def test_only_the_proxys_own_header_counts(proxy, headers, peer, found):
    assert proxy_user(headers=headers, peer=peer) == found


def test_a_proxy_elsewhere_is_known_by_its_address(proxy):
    proxy.setenv("BORDER_ATLAS_PROXY_PEER", "10.0.0.4")
    named = {"x-remote-user": ["a"]}
    assert proxy_user(headers=named, peer="10.0.0.4") == "a"
    assert proxy_user(headers=named, peer="10.0.0.5") == ""
    assert proxy_user(headers=named, peer=None) == ""


@pytest.mark.parametrize(
    "name", ["BORDER_ATLAS_PROXY_HEADER", "BORDER_ATLAS_PROXY_PEER", "FORWARDED_ALLOW_IPS"]
)
def test_a_proxy_that_is_half_set_up_is_refused(proxy, name):
    proxy.delenv(name)
    with pytest.raises(SetupError, match=name):
        proxy_user(headers={"x-remote-user": ["a"]}, peer=None)
