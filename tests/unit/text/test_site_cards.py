"""The cards that hang in the sites' rooms."""

from dataclasses import replace

import pytest

from gbdt_console.core.people import Contact
from gbdt_console.core.profiles.profile import BackupConference, Profile, ProfileSite
from gbdt_console.core.resource_ids import CENTRE
from gbdt_console.core.site_card import SiteCard
from gbdt_console.core.sites import Network
from gbdt_console.core.technicians.posts import Post
from gbdt_console.core.technicians.roster import PostHolder, SiteTechnicians
from gbdt_console.text.site_card_text import card_lines, site_cards
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.engine.networks import network

NETWORK = network(3)


def card(of: Network, *roster: SiteTechnicians, language: str = "vi") -> SiteCard:
    """The card of the first site."""
    (found,) = site_cards(of, roster, of.sites[:1], "2026-11-30", Words(language))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_the_site_its_line_and_whom_to_call(language: str) -> None:
    site = NETWORK.sites[0]
    carrier = NETWORK.carriers[site.line.carrier_id]
    text = "\n".join(card_lines(card(NETWORK, language=language)))
    said = (site.name.upper(), site.line.circuit, site.address_range, carrier.name, "30/11/2026")
    assert [one for one in said if one not in text] == []
    assert "site-card." not in text


def test_numbers_are_those_called_now_and_no_name_stands_on_a_wall() -> None:
    posts = ((Post.TECHNICIAN, PostHolder("trực ca", "0214 000 0700")),)
    named = ((Post.TECHNICIAN, PostHolder("trực ca", "0912 000 001", "Bình")),)
    centre = replace(NETWORK.centre, contacts=(Contact("trực ca", "0214 000 0700"),))
    of = replace(NETWORK, centre=centre, technicians=(SiteTechnicians(CENTRE, posts),))
    called = card(of, SiteTechnicians(CENTRE, named)).called.rows
    assert called[0] == ("0912 000 001", f"trực ca, {centre.name}")
    assert "0214 000 0700" not in dict(called)
    assert not any("Bình" in value for _, value in called)


def test_a_party_without_a_number_is_told_as_everywhere() -> None:
    silent = replace(NETWORK, centre=replace(NETWORK.centre, contacts=()))
    assert card(silent).called.rows[0] == ("chưa có số", NETWORK.centre.name)


def test_what_the_file_does_not_say_is_not_invented() -> None:
    site = replace(NETWORK.sites[0], conference_number="", floor_preset=None)
    plain = card(replace(NETWORK, sites=(site,)))
    names = dict(plain.numbers.rows)
    assert "Số gọi của điểm" not in names
    backup = BackupConference("2999", "phòng dự phòng", "phong bì 3")
    profile = Profile("a", "A", (ProfileSite(site.id, "2001"),), backup=backup)
    site = replace(site, conference_number="2001", floor_preset=4)
    full = card(replace(NETWORK, sites=(site,), profiles=(profile,)))
    names = dict(full.numbers.rows)
    assert names["Số gọi của điểm"] == "2001"
    assert names["Khi mất MCU, gọi"] == "2999; phòng dự phòng"
    assert len(full.steps[0].rows) == len(plain.steps[0].rows) + 1
    assert any("preset 4" in what for _, what in full.steps[0].rows)
