"""All pages of the user centre."""

from reader.web.me import centre, devices, pairing, passkeys, settings, signing

ROOMS = (centre, signing, devices, pairing, passkeys, settings)
