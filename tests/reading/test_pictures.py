"""Pictures are kept without what was told about them: place, camera, comments, thumbnails."""

from io import BytesIO

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from tests.reading import made
from tiex.reading.read import read_bytes
from tiex.reading.types import PREVIEW, FileType


def opened(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def cleaned(data: bytes) -> Image.Image:
    found = read_bytes(data, "")
    return opened(dict(found.files)[found.reading.cleaned])


def test_a_photograph_loses_its_place_and_is_turned() -> None:
    data = made.photograph_with_place((64, 48))
    assert b"Fernmoor Cameras" in data
    assert b"at home" in data
    found = read_bytes(data, "")
    content = dict(found.files)["cleaned.jpg"]
    image = opened(content)
    assert found.reading.type is FileType.JPEG
    assert image.size == (48, 64), "held upright"
    assert not image.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(image.info)
    for told in (b"Fernmoor", b"at home", b"Exif", b"GPS"):
        assert told not in content


def test_a_png_loses_its_words() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Ada of Fernmoor")
    words.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta/>")
    data = made.picture("PNG", pnginfo=words, exif=Image.Exif().tobytes())
    content = dict(read_bytes(data, "").files)["cleaned.png"]
    assert b"Ada" in data
    for told in (b"Ada", b"xmp", b"tEXt", b"iTXt", b"eXIf"):
        assert told not in content


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str) -> None:
    assert cleaned(made.picture("PNG", mode=mode)).size == (64, 48)
    assert cleaned(made.picture("PNG", (8192, 10), mode)).size == (4096, 5)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg_is_taken(mode: str) -> None:
    assert cleaned(made.picture("JPEG", mode=mode)).mode in ("L", "RGB")
    assert cleaned(made.picture("JPEG", (8192, 80), mode)).size == (4096, 40)


def test_what_is_seen_through_stays_so() -> None:
    data = made.picture("PNG", mode="P", transparency=200)
    assert cleaned(data).convert("RGBA").getpixel((0, 0)) == opened(data).convert("RGBA").getpixel((0, 0))


def test_colours_are_those_every_screen_knows() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert "icc_profile" not in cleaned(made.picture("JPEG", icc_profile=profile)).info
    assert "icc_profile" not in cleaned(made.picture("PNG", icc_profile=b"no profile at all")).info


def test_a_large_picture_is_made_smaller() -> None:
    found = read_bytes(made.picture("PNG", (5000, 100), "L"), "")
    files = dict(found.files)
    assert opened(files["cleaned.png"]).size == (4096, 82)
    assert opened(files[PREVIEW]).width == 480
