"""The browser itself: it starts, has Vietnamese letters, and reaches nobody."""

import pytest

LETTERS = "ĂÂĐÊÔƠƯ ắằẳẵặ ấầẩẫậ ếềểễệ ốồổỗộ ớờởỡợ ứừửữự ỳỷỹỵ"


def test_every_vietnamese_letter_has_a_shape(page):
    page.set_content(f"<p lang=vi>{LETTERS}</p><p>{chr(0x10FFFD)}</p>")
    widths = page.evaluate(
        """letters => {
            const pen = document.createElement("canvas").getContext("2d");
            pen.font = getComputedStyle(document.querySelector("p")).font;
            const empty = pen.measureText(String.fromCodePoint(0x10FFFD)).width;
            return [...letters].filter(c => c.trim()).filter(c => pen.measureText(c).width === empty);
        }""",
        LETTERS,
    )
    assert widths == []


def test_other_machines_cannot_be_reached(page):
    with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.com/", timeout=5000)
