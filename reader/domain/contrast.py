"""The contrast of two colours."""

LEAST = 4.5  # WCAG 2.2 SC 1.4.3, GB/T 37668-2019: below this, text is hard to read for many


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, `rrggbb` each, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, `rrggbb`, from 0 to 1 (WCAG 2.2)."""
    red, green, blue = (_linear(value / 255) for value in bytes.fromhex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
