"""What a photo or a film says besides its picture: where it was taken, by whose telephone. All of it goes."""

import io

from PIL import Image, ImageOps

IMAGE_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
MODES = {"jpg": ("RGB", "L"), "png": ("RGB", "RGBA", "L"), "webp": ("RGB", "RGBA")}
QUALITY = 88  # a phone photo comes out no larger than it went in
MAX_PIXELS = 50_000_000

# Boxes of an mp4 that hold words and places; the film itself is in others.
TELLING_BOXES = {b"udta", b"meta", b"uuid"}
PARENT_BOXES = {b"moov", b"trak", b"mdia"}
MAX_DEPTH = 4


class Unreadable(Exception):
    """The content starts like the type it claims to be, but cannot be read to its end."""


class TooManyPixels(Exception):
    """Opening it could take all the memory of the machine."""


def clean_image(content: bytes, extension: str) -> bytes:
    """The same picture, upright, drawn afresh: no EXIF, no GPS, no comment, nothing hidden behind the pixels."""
    try:
        with Image.open(io.BytesIO(content), formats=[IMAGE_FORMATS[extension]]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise TooManyPixels
            upright = ImageOps.exif_transpose(image)
            return _redrawn(upright, extension)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable from error


def clean_film(content: bytes) -> bytes:
    """The same film with its telling boxes renamed to `free` and emptied; nothing moves, so it still plays."""
    film = bytearray(content)
    _blank_boxes(film, 0, len(film), depth=0)
    return bytes(film)


def _redrawn(image: Image.Image, extension: str) -> bytes:
    modes = MODES[extension]
    if image.mode not in modes:
        image = image.convert("RGBA" if "RGBA" in modes and image.has_transparency_data else "RGB")
    canvas = Image.new(image.mode, image.size)
    canvas.paste(image)
    out = io.BytesIO()
    canvas.save(out, IMAGE_FORMATS[extension], quality=QUALITY)
    return out.getvalue()


def _blank_boxes(film: bytearray, start: int, end: int, *, depth: int) -> None:
    while start + 8 <= end:
        size, kind, header = int.from_bytes(film[start : start + 4]), bytes(film[start + 4 : start + 8]), 8
        if size == 1:
            size, header = int.from_bytes(film[start + 8 : start + 16]), 16
        stop = end if size == 0 else start + size
        if stop > end or stop < start + header or depth > MAX_DEPTH:
            raise Unreadable
        if kind in TELLING_BOXES:
            film[start + 4 : start + 8] = b"free"
            film[start + header : stop] = bytes(stop - start - header)
        elif kind in PARENT_BOXES:
            _blank_boxes(film, start + header, stop, depth=depth + 1)
        start = stop
