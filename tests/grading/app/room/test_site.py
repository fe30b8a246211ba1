"""The static site as browsers need it: the right kinds, packed where they can unpack it, asked for again if changed."""

import gzip

import pytest

from grading.app.room.said import RoomError
from grading.app.room.site import Site
from tests.grading.app.room.visiting import laid, visit


def filled(tmp_path):
    _, site = laid(tmp_path)
    (site / "hoc").mkdir()
    (site / "hoc" / "index.html").write_text("bài học", encoding="utf-8")
    (site / "app.3f9a1c2b.mjs").write_bytes(b"export {};" * 400)
    (site / "app.3f9a1c2b.mjs.gz").write_bytes(gzip.compress(b"export {};" * 400))
    (site / "nhan.wasm").write_bytes(b"\0asm" * 100_000)
    (site / "congtap-0.1.0-py3-none-any.whl").write_bytes(b"PK")
    return site


@pytest.mark.parametrize(
    ("path", "kind", "cache"),
    [
        ("", "text/html; charset=utf-8", "no-cache"),
        ("hoc/", "text/html; charset=utf-8", "no-cache"),
        ("app.3f9a1c2b.mjs", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
        ("nhan.wasm", "application/wasm", "no-cache"),
        ("congtap-0.1.0-py3-none-any.whl", "application/zip", "no-cache"),
    ],
)
def test_a_file_has_its_kind_and_is_kept_as_long_as_it_can_be(tmp_path, path, kind, cache):
    site = filled(tmp_path)

    async def test(at):
        found = await at.visitor().ask(path)
        assert found.status == 200
        assert found.raw.headers["Content-Type"] == kind
        assert found.raw.headers["Cache-Control"] == cache
        name = path if path and not path.endswith("/") else f"{path}index.html"
        assert found.raw.body == (site / name).read_bytes()
        again = await at.visitor().ask(path, If_None_Match=found.raw.headers["Etag"])
        assert (again.status, again.raw.body) == (304, b"")
        head = await at.visitor().ask(path, method="HEAD")
        assert head.raw.headers["Content-Length"] == str((site / name).stat().st_size)

    visit(tmp_path, test)


def test_a_packed_file_goes_to_who_can_unpack_it_alone(tmp_path):
    filled(tmp_path)

    async def test(at):
        plain = await at.visitor().ask("app.3f9a1c2b.mjs")
        packed = await at.visitor().ask("app.3f9a1c2b.mjs", Accept_Encoding="br;q=1.0, gzip;q=0.8")
        refused = await at.visitor().ask("app.3f9a1c2b.mjs", Accept_Encoding="gzip;q=0")
        assert plain.raw.body == gzip.decompress(packed.raw.body) == refused.raw.body
        assert "Content-Encoding" not in refused.raw.headers
        assert packed.raw.headers["Content-Encoding"] == "gzip"
        assert packed.raw.headers["Vary"] == "Accept-Encoding"
        assert packed.raw.headers["Etag"] != plain.raw.headers["Etag"]

    visit(tmp_path, test)


def test_a_folder_without_its_slash_leads_to_its_page_and_never_elsewhere(tmp_path):
    filled(tmp_path)

    async def test(at):
        found = await at.visitor().ask("hoc")
        assert (found.status, found.raw.headers["Location"]) == (302, "/hoc/")
        missing = await at.visitor().ask("khong-co")
        assert missing.status == 404
        assert "Không có trang này" in missing.raw.body.decode()

    visit(tmp_path, test)


def test_a_folder_that_is_no_site_is_told_at_once(tmp_path):
    with pytest.raises(RoomError, match=r"index\.html"):
        Site(tmp_path)
    with pytest.raises(RoomError, match="--site"):
        Site(tmp_path / "khong-co")
