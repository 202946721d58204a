"""The body of an article as a page that stands alone: pictures within it, links that hold."""

from base64 import b64encode
from xml.etree.ElementTree import Element

from reader.publishing.document import Document
from reader.publishing.pictures import Picture, Pictures
from reader.publishing.tree import grow, inner_html


def standalone(document: Document, pictures: Pictures, missing: str) -> str:
    """The body as safe HTML with its pictures as `data:` URLs (RFC 2397).

    `missing` is the word before the description of a picture that is not in the file.
    """
    body = Element("div")
    grow(body, document.body)
    for element in body.iter():
        if element.tag == "a":
            relink(element, document.link(element.get("href", "")))
        elif element.tag == "img":
            picture = pictures.get(document.picture(element.get("src", "")))
            if picture is None:
                leave_out(element, missing)
            else:
                show(element, data_url(picture))
    return inner_html(body)


def data_url(picture: Picture) -> str:
    """A picture as its own address."""
    return f"data:{picture.type};base64,{b64encode(picture.data).decode()}"


def relink(link: Element, href: str) -> None:
    """Lead a link elsewhere; nowhere, where that is not known."""
    link.attrib.pop("href", None)
    if href:
        link.set("href", href)


def show(image: Element, src: str) -> None:
    """Show a picture from another place, at once."""
    image.set("src", src)
    for name in ("loading", "decoding"):
        image.attrib.pop(name, None)


def leave_out(image: Element, missing: str) -> None:
    """Put a picture's description in its place."""
    words = image.get("alt", "")
    image.tag = "span"
    image.attrib.clear()
    image.text = f"［{missing}{words}］" if words else None
