"""Every method has a card with words in both languages."""

import pytest

from geo.errors import InputError
from geo.hotspots import METHODS, method_card
from geo.language import catalogue


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("language", ["en", "th"])
def test_every_card_has_words(method, language):
    card, texts = method_card(method), catalogue(language)
    words = [texts[part.id].singular for part in (card.question, card.how, card.limits)]
    assert all(words)
    assert card.reference
    if language == "th":
        assert not any(texts[part.id].reviewed for part in (card.question, card.how, card.limits))


def test_an_unknown_method_is_named():
    with pytest.raises(InputError, match="astrology"):
        method_card("astrology")
