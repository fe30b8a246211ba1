"""``congtap data``: a folder of open data, or a sentence that says why not."""

from pathlib import Path

from typer.testing import CliRunner

from grading.app.command import app
from grading.app.start import prepare
from grading.app.workspace import DATA


def told(*arguments, code=0):
    done = CliRunner().invoke(app, ["data", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done


def test_a_folder_of_files_is_written_and_told(tmp_path):
    """How many, where, and which file to read first; twice the same seed gives the same bytes."""
    done = told(tmp_path / "mot", "--dossiers", 300, "--seed", "7", "--citizens", 500)
    assert "Đã ghi 16 tệp" in done.stdout
    assert "DU-LIEU-MO-PHONG-tu-dien.md" in done.stdout
    told(tmp_path / "hai", "--dossiers", 300, "--seed", "7", "--citizens", 500)
    for path in (tmp_path / "mot").iterdir():
        assert path.read_bytes() == (tmp_path / "hai" / path.name).read_bytes(), path.name


def test_a_file_in_the_way_is_left_alone(tmp_path):
    """The command says which, and how to go on."""
    path = tmp_path / "DU-LIEU-MO-PHONG-dan-so.csv"
    path.write_text("của tôi", encoding="utf-8")
    done = told(tmp_path, "--dossiers", 300, code=1)
    assert path.name in done.stderr
    assert "--overwrite" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_is_told(tmp_path):
    """A file stands where the folder should be."""
    (tmp_path / "tep").write_text("x", encoding="utf-8")
    done = told(tmp_path / "tep" / "mo", "--dossiers", 300, code=1)
    assert "Chưa ghi được vào" in done.stderr


def test_the_pages_notebook_is_laid(tmp_path: Path):
    """Where the command opens it."""
    prepare(tmp_path, page=DATA)
    assert "DataPage" in (tmp_path / f"{DATA}.ipynb").read_text(encoding="utf-8")
