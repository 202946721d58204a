"""All pages of the user centre."""

from reader.web.me import (
    centre,
    devices,
    favourites,
    feed,
    history,
    own_articles,
    own_data,
    pairing,
    passkeys,
    settings,
    signing,
)

ROOMS = (
    centre, signing, devices, pairing, passkeys, settings, favourites, feed, history, own_articles,
    own_data,
)  # fmt: skip
