"""Makers of questions about money: what something costs by the catalogue's own rows, and what does not fit.

Amounts among the words are whole đồng as people write them; the right answer is the bare number.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from simulator import datasets
from simulator.draw import Draw
from simulator.payments.words import in_words
from simulator.people.citizens import citizen
from simulator.people.households import anywhere_but_hanoi, in_hanoi
from simulator.people.places import Place, authority
from simulator.people.provider import SEXES
from simulator.services.catalogue import plain, procedures
from simulator.services.fees import Due, in_force, money, of_units
from simulator.worksheets.makers import Made, Maker

COPIES, CERTIFIED = "2.000635", "2.000815"
RESIDENCE = ("1.004222", "1.004194", "1.010038")
"""Procedures of residence with a fee that the counter asks more of, and papers that free from it."""


def cost(procedure: str, province: str, day: date, units: int = 1, channel: str = "online", due: Due = "filing") -> int:
    """What so many units cost on a day in a province, in đồng, by the rows that a dossier's fee is made of."""
    return of_units(in_force(procedures()[procedure], province, channel, day, due), units)


def _office(place: Place, procedure: str = COPIES) -> str:
    """The authority of a place that takes dossiers of a procedure."""
    return authority(place.province_code, place.commune_code, procedures()[procedure].authority)


# --- fees ----------------------------------------------------------------------------


def copies_elsewhere(draw: Draw, name: str, day: date) -> Made:
    """Copies of a birth certificate, filed online outside Hà Nội."""
    place, copies = anywhere_but_hanoi(draw, name), draw.between(3, 9, f"{name}/copies")
    one = cost(COPIES, place.province_code, day)
    fee = cost(COPIES, place.province_code, day, copies)
    return Made(str(fee), {"place": _office(place), "copies": str(copies), "one": money(one)})


def copies_in_hanoi(draw: Draw, name: str, day: date) -> Made:
    """The same, filed online to an authority of Hà Nội; ``usual`` is what it costs elsewhere."""
    place, copies = in_hanoi(draw, name), draw.between(3, 9, f"{name}/copies")
    usual = cost(COPIES, "*", day, copies)
    fee = cost(COPIES, place.province_code, day, copies)
    return Made(str(fee), {"place": _office(place), "copies": str(copies), "usual": money(usual)})


def copies_at_counter(draw: Draw, name: str, day: date) -> Made:
    """The same at a counter in Hà Nội; ``online`` is what it costs through the portal."""
    place, copies = in_hanoi(draw, name), draw.between(3, 9, f"{name}/copies")
    one, fee = (cost(COPIES, place.province_code, day, count, "counter") for count in (1, copies))
    online = cost(COPIES, place.province_code, day, copies)
    words = {"place": _office(place), "copies": str(copies), "one": money(one), "online": money(online)}
    return Made(str(fee), words)


def counter_change(draw: Draw, name: str, day: date) -> Made:
    """What one gets back of a banknote at a counter in Hà Nội."""
    place, copies, note = in_hanoi(draw, name), draw.between(3, 5, f"{name}/copies"), 50_000
    fee = cost(COPIES, place.province_code, day, copies, "counter")
    words = {"place": _office(place), "copies": str(copies), "note": money(note), "fee": money(fee)}
    return Made(str(note - fee), words)


def two_places(draw: Draw, name: str, day: date) -> Made:
    """Copies for one person from Hà Nội and for another from elsewhere, both online; ``all`` as if both cost."""
    here, there = in_hanoi(draw, f"{name}/here"), anywhere_but_hanoi(draw, f"{name}/there")
    mine, theirs = draw.between(2, 4, f"{name}/mine"), draw.between(2, 6, f"{name}/theirs")
    fee = cost(COPIES, here.province_code, day, mine) + cost(COPIES, there.province_code, day, theirs)
    both = cost(COPIES, "*", day, mine + theirs)
    words = {"here": _office(here), "there": _office(there), "mine": str(mine), "theirs": str(theirs)}
    return Made(str(fee), {**words, "all": money(both)})


def certified(draw: Draw, name: str, day: date) -> Made:
    """Certified copies of a paper of several pages; ``once`` is one copy, ``flat`` every page at the first price."""
    place = anywhere_but_hanoi(draw, name)
    pages, copies = draw.between(4, 9, f"{name}/pages"), draw.between(2, 4, f"{name}/copies")
    first, once = (cost(CERTIFIED, place.province_code, day, count, due="after") for count in (1, pages))
    words = {"place": _office(place), "pages": str(pages), "copies": str(copies)}
    return Made(str(once * copies), {**words, "once": money(once), "flat": money(first * pages * copies)})


def certified_capped(draw: Draw, name: str, day: date) -> Made:
    """One certified copy of so many pages that the cap holds; ``uncapped`` is the sum without it."""
    place, pages = anywhere_but_hanoi(draw, name), draw.between(210, 390, f"{name}/pages")
    fee, two, three = (cost(CERTIFIED, place.province_code, day, count, due="after") for count in (pages, 2, 3))
    uncapped = two + (three - two) * (pages - 2)
    return Made(str(fee), {"place": _office(place), "pages": str(pages), "uncapped": money(uncapped)})


def residence_two_ways(draw: Draw, name: str, day: date) -> Made:
    """The same matter of residence twice, once online and once at the counter; then both one way."""
    place, code = anywhere_but_hanoi(draw, name), draw.choose(RESIDENCE, f"{name}/procedure")
    online, counter = (cost(code, place.province_code, day, channel=way) for way in ("online", "counter"))
    words = {"procedure": procedures()[code].name, "place": _office(place, code)}
    return Made(str(online + counter), {**words, "online": money(online * 2), "counter": money(counter * 2)})


def residence_exempt(draw: Draw, name: str, day: date) -> Made:
    """A matter of residence with a paper that frees from the fee; ``online`` is what others pay."""
    place, code = anywhere_but_hanoi(draw, name), draw.choose(RESIDENCE, f"{name}/procedure")
    slot = next(slot for slot in procedures()[code].documents if slot.exempts)
    paper = datasets.label("paper_kind", draw.choose(slot.accepts, f"{name}/paper")).partition(",")[0]
    words = {"procedure": procedures()[code].name, "place": _office(place, code), "paper": paper}
    return Made("0", {**words, "online": money(cost(code, place.province_code, day))})


# --- what does not fit ---------------------------------------------------------------


class Page(NamedTuple):
    """A payment as the computer shows it (``shown``), and each line of phone and receipt, right and wrong."""

    shown: dict[str, str]
    right: dict[str, str]
    wrong: dict[str, str]


LINES = ("receiver", "account", "amount", "content", "payer", "copies", "words")
"""The lines that may be wrong; the receipt's amount in digits never is, so that the words have one thing to fit."""
WRONG_LINES = 4


def payment_page(draw: Draw, name: str, day: date) -> Page:
    """A payment for copies outside Hà Nội, and what its seven lines look like when they do not fit."""
    place, copies = anywhere_but_hanoi(draw, name), draw.between(2, 6, f"{name}/copies")
    born = date(day.year - 30, 1, 1)
    payer = citizen(draw, f"{name}/payer", born, draw.choose(SEXES, f"{name}/payer/sex"), place)
    sex = draw.choose(SEXES, f"{name}/other/sex")
    other = citizen(draw, f"{name}/other", born, sex, place, payer.family, payer.given)
    fee, more = (cost(COPIES, place.province_code, day, count) for count in (copies, copies + 1))
    account = f"{draw.below(10**8, f'{name}/account'):08d}"
    at = draw.between(1, 6, f"{name}/digit")
    slipped = f"{account[:at]}{(int(account[at]) + 1) % 10}{account[at + 1 :]}"
    number = draw.between(11, 89, f"{name}/order")
    shown = {
        "receiver": f"Tài khoản thu lệ phí (mô phỏng), {_office(place)}",
        "account": f"0990 {account[:4]} {account[4:]}",
        "amount": money(fee),
        "content": f"MP LE PHI HO SO {number:03d}",
        "payer": payer.name,
        "copies": str(copies),
    }
    wrong = {
        "receiver": plain(other.name).upper(),
        "account": f"0990 {slipped[:4]} {slipped[4:]}",
        "amount": money(more),
        "content": f"MP LE PHI HO SO {number + 10:03d}",
        "payer": other.name,
        "copies": str(copies + 1),
        "words": in_words(fee * 10),
    }
    return Page(shown, {**shown, "words": in_words(fee)}, wrong)


def payment_line(draw: Draw, name: str, day: date) -> Made:
    """One line of phone or receipt: four of the seven are wrong, other ones for each learner."""
    sheet, _, line = name.rpartition("/")
    page = payment_page(draw, sheet, day)
    if line not in LINES:
        return Made("-", page.shown)
    wrong = line in draw.shuffle(LINES, f"{sheet}/wrong")[:WRONG_LINES]
    return Made("x" if wrong else "-", {**page.shown, "said": (page.wrong if wrong else page.right)[line]})


def slip(draw: Draw, name: str, day: date) -> Made:
    """The words of a transfer that went astray: a digit too few, another content, an amount sent again."""
    place, copies = anywhere_but_hanoi(draw, name), draw.between(2, 9, f"{name}/copies")
    fee, number = cost(COPIES, place.province_code, day, copies), draw.between(11, 89, f"{name}/order")
    words = {"fee": money(fee), "less": money(fee // 10), "twice": money(fee * 2)}
    return Made("", {**words, "content": f"MP LE PHI HO SO {number:03d}", "receiver": _office(place)})


MAKERS: dict[str, Maker] = {
    "copies_elsewhere": copies_elsewhere,
    "copies_in_hanoi": copies_in_hanoi,
    "copies_at_counter": copies_at_counter,
    "counter_change": counter_change,
    "two_places": two_places,
    "certified": certified,
    "certified_capped": certified_capped,
    "residence_two_ways": residence_two_ways,
    "residence_exempt": residence_exempt,
    "payment_line": payment_line,
    "slip": slip,
}
