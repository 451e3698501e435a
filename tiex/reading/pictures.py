"""JPEG and PNG: a copy that holds nothing but the picture, turned as it was meant to be seen, and a small one."""

from io import BytesIO

from PIL import Image, ImageCms, ImageOps, PngImagePlugin

from tiex.reading.reasons import TOO_MANY_PIXELS
from tiex.reading.safety import refuse_polyglot_picture
from tiex.reading.types import PREVIEW, FileType, Read, Reading, Refused

ERRORS: tuple[type[Exception], ...] = (Image.DecompressionBombError, ImageCms.PyCMSError)
MOST_PIXELS = 60_000_000
# Pixels: the longer side of the copy that is kept, and the box of the preview.
LONGEST_SIDE, WIDE, HIGH = 4096, 480, 960
QUALITY = 90
_JPEG_MODES = {"L", "RGB"}


def read(data: bytes, type: FileType) -> Read:
    refuse_polyglot_picture(data)
    with _opened(data, type) as opened:
        # Made smaller first, as turning and colouring need the memory of the whole again.
        opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        picture = _bare(opened)
    cleaned = f"cleaned{type.extension}"
    content = png_of(picture) if type is FileType.PNG else _jpeg_of(picture)
    return Read(Reading(type, has_preview=True, cleaned=cleaned), ((cleaned, content), (PREVIEW, _preview(picture))))


def _opened(data: bytes, type: FileType) -> Image.Image:
    """Knows its size and is not decoded yet."""
    try:
        opened = Image.open(BytesIO(data), formats=[type.name])
    except Image.DecompressionBombError as error:
        raise Refused(TOO_MANY_PIXELS) from error
    if opened.width * opened.height > MOST_PIXELS:
        raise Refused(TOO_MANY_PIXELS)
    return opened


def png_of(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _jpeg_of(picture: Image.Image) -> bytes:
    file = BytesIO()
    right = picture if picture.mode in _JPEG_MODES else picture.convert("RGB")
    right.save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()


def _bare(opened: Image.Image) -> Image.Image:
    """Turned, in the colours every screen knows, and without anything that was told about it."""
    profile = opened.info.get("icc_profile")
    transparency = opened.info.get("transparency") if isinstance(opened, PngImagePlugin.PngImageFile) else None
    picture = ImageOps.exif_transpose(opened)
    picture.info = {} if transparency is None else {"transparency": transparency}
    return _in_srgb(picture, profile) if profile and picture.mode in ("RGB", "RGBA", "CMYK") else picture


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """As it is where its profile is no good."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    turned = turned or picture
    turned.info = {key: value for key, value in picture.info.items() if key == "transparency"}
    return turned


def _preview(picture: Image.Image) -> bytes:
    small = picture.convert("RGBA" if "transparency" in picture.info or picture.mode in ("RGBA", "LA") else "RGB")
    small.thumbnail((WIDE, HIGH))
    small.info = {}
    return png_of(small)
