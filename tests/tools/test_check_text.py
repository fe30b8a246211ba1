"""The check of text files finds what spoils text and data."""

import unicodedata

import check_text
import pytest


def test_clean_vietnamese_text_passes(tmp_path):
    path = tmp_path / "chu.md"
    path.write_bytes("Cổng tập: đường đi một vòng.\n".encode())
    assert check_text.faults_of(path) == []


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"\xff\xfe", "not UTF-8"),
        ("\ufeffa\n".encode(), "byte order mark"),
        (b"a\nb\r\n", "line 2 has a CR"),
        (b"a\rb\n", "line 1 has a CR"),
        (b"a", "does not end with a line end"),
        (b"a\0\n", "NUL"),
        (unicodedata.normalize("NFD", "Cổng\n").encode(), "line 1 is not in NFC"),
    ],
)
def test_each_fault_of_text_is_named(tmp_path, data, fault):
    path = tmp_path / "chu.md"
    path.write_bytes(data)
    assert fault in " ".join(check_text.faults_of(path))


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.json", "{", "cannot be read as JSON"),
        ("a.toml", "a = = 1\n", "cannot be read as TOML"),
        ("a.csv", "ma,ten\n01\n", "line 2 has another number of columns"),
        ("a.csv", "ma,ma\n01,02\n", "two columns share a name"),
        ("a.csv", 'ma,ten\n"01"x,02\n', "cannot be read as CSV"),
        ("a.csv", "", "has no header"),
    ],
)
def test_a_data_file_must_be_readable(tmp_path, name, text, fault):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="\n")
    assert fault in " ".join(check_text.faults_of(path))


def test_journals_and_pictures_are_left_alone(tmp_path):
    for name in ("nhat-ky-01.jsonl", "hinh.png"):
        (tmp_path / name).write_bytes(b"\xff\r\n")
        assert check_text.faults_of(tmp_path / name) == []


def test_the_command_names_file_and_fault(tmp_path, capsys):
    path = tmp_path / "a.md"
    path.write_bytes(b"a")
    assert check_text.main([str(path)]) == 1
    assert f"{path}: does not end" in capsys.readouterr().out
