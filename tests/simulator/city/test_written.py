"""Citizens as text: what a line says is what the arrays mean, and it is nobody's."""

import csv
import io
import unicodedata
from datetime import date, timedelta

import pytest

from simulator import datasets
from simulator.city import names, population, written
from simulator.city.chance import Chance
from simulator.city.settings import Settings
from simulator.identity.numbers import PERSON_NUMBER, PHONE

SETTINGS = Settings()
DAY = date(2026, 1, 1)
TOTALS = population.ward_totals(SETTINGS, 60_000)
PEOPLE = population.people(SETTINGS, Chance("test"), TOTALS, 0, 126, DAY)


def read(pieces):
    return list(csv.reader(io.StringIO(b"".join(pieces).decode())))


def test_each_line_says_what_the_arrays_mean():
    """Every citizen's name, birth, numbers, address and household, put together once more the slow way."""
    known = names.lists()
    lines = read(written.lines(PEOPLE))
    assert len(lines) == 60_000
    heads, head = {}, None
    for row, line in enumerate(lines):
        household = int(PEOPLE.household[row])
        head = heads.setdefault(household, row)
        born = date(1970, 1, 1) + timedelta(days=int(PEOPLE.born[row]))
        sex = int(PEOPLE.sex[row])
        century = 2 * (born.year // 100 - 19) + sex
        place = population.wards()[PEOPLE.ward[row]].commune
        assert dict(zip(written.FIELDS, line, strict=True)) == {
            "name": f"{known.family[PEOPLE.family[row]]} {known.middle[PEOPLE.middle[row]]} "
            f"{known.given[PEOPLE.given[row]]}",
            "sex": "f" if sex == names.FEMALE else "m",
            "born": born.isoformat(),
            "person_number": f"099{century}{born.year % 100:02d}{PEOPLE.serial[row]:06d}",
            "phone": f"030{PEOPLE.number[row]:07d}",
            "address": f"Số {PEOPLE.house[row]}, ngõ {PEOPLE.lane[row]}, {place}, Thành phố Hà Nội",
            "household": f"{head:08d}",
        }


def test_the_text_is_unreal_and_well_formed():
    """Numbers that nobody has, composed letters, names of the data, nothing that a spreadsheet would work out."""
    text = b"".join(written.lines(PEOPLE)).decode()
    assert unicodedata.is_normalized("NFC", text)
    families = {row["name"] for row in datasets.table("names/family.csv")}
    for line in read([text.encode()]):
        name, _, _, number, phone, _, _ = line
        assert PERSON_NUMBER.match(number)
        assert PHONE.match(phone)
        assert name.split()[0] in families
        assert len(name.split()) >= 3
        assert not any(each.startswith(("=", "+", "-", "@", "\t")) for each in line)


def test_a_file_of_the_city_is_its_pieces_one_after_the_other(tmp_path, monkeypatch):
    """However many citizens are drawn at once, the bytes are the same, and so are the lines of the whole."""
    path = tmp_path / "citizens.csv"
    assert written.write(path, SETTINGS, Chance("test"), TOTALS, DAY) == 60_000
    whole = path.read_bytes()
    monkeypatch.setattr(written, "CITIZENS", 1_000)
    written.write(path, SETTINGS, Chance("test"), TOTALS, DAY)
    assert path.read_bytes() == whole
    heading, _, lines = whole.partition(b"\n")
    assert heading.decode("utf-8-sig") == ",".join(written.FIELDS)
    assert lines == b"".join(written.lines(PEOPLE))


def test_some_fields_of_some_citizens_can_be_asked_for():
    """In the order wanted; a field that is not there is named, with those that are."""
    whole, two = read(written.lines(PEOPLE)), read(written.lines(PEOPLE, ("phone", "name"), slice(5, 9)))
    assert two == [[line[4], line[0]] for line in whole[5:9]]
    with pytest.raises(ValueError, match="no field 'e-mail'; they have name, sex"):
        list(written.lines(PEOPLE, ("e-mail",)))


def test_the_table_of_citizens_keeps_leading_zeros():
    """Numbers stay text; the day of birth is a date."""
    table = written.as_table(PEOPLE, slice(100, 300))
    assert list(table.columns) == list(written.FIELDS)
    assert table["phone"].str.fullmatch(r"030\d{7}").all()
    assert table.loc[0, "born"].date() == date(1970, 1, 1) + timedelta(days=int(PEOPLE.born[100]))
