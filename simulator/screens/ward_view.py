"""The phone's apps for what is around the citizen: the neighbourhood's news, and posters with QR codes."""

from __future__ import annotations

from html import escape
from typing import Any

from simulator.clock import arrival_text
from simulator.datasets import label
from simulator.identity import posters
from simulator.office import news
from simulator.payments.vietqr import picture
from simulator.portal import Portal
from simulator.services import catalogue
from simulator.state import Notice, Poster

View = dict[str, Any]


def neighbourhood_name(portal: Portal) -> str:
    """What the news app is called where the citizen lives."""
    return label("news", "ward" if news.in_ward(portal) else "village")


def unread(portal: Portal) -> int:
    """How many notices wait to be read."""
    return sum(not notice.read for notice in portal.state.notices)


def _notice(portal: Portal, notice: Notice) -> View:
    text = news.texts()[notice.key]

    def fill(words: str) -> str:
        return news.fill(portal, notice.key, words)

    known = notice.reported or notice.gave
    return {
        "id": notice.id,
        "title": text.title,
        "kind": label("notice_kind", text.kind),
        "sender": fill(text.sender or "{group}"),
        "account": text.account or label("news", "account"),
        "text": fill(text.text),
        "time": arrival_text(portal.when(notice.at), portal.now),
        "read": notice.read,
        "choices": [{"code": code, "name": fill(words)} for code, words in text.choices.items()],
        "reply": fill(text.choices[notice.reply]) if notice.reply else "",
        "words": notice.words,
        "reported": notice.reported,
        "blocked": notice.reported and text.false,
        "signs": [fill(flag) for flag in text.flags] if known else [],
        "caught": fill(text.caught) if notice.gave else "",
        "genuine": label("news", "genuine") if notice.reported and not text.false else "",
    }


def news_view(portal: Portal, notice: str) -> View:
    """The neighbourhood's notices, newest first, or one of them."""
    chosen = portal.state.notice(notice)
    return {
        "notices": [_notice(portal, each) for each in reversed(portal.state.notices)],
        "open": _notice(portal, chosen) if chosen else None,
        "none": label("news", "none"),
    }


def _poster(poster: Poster) -> View:
    known = posters.data()
    text, sticker = known.poster[poster.procedure], posters.covered(poster)
    removed = bool(poster.sticker) and poster.reported
    name = escape(label("scanning", "code").format(title=text.title), quote=True)
    site = posters.address(poster)
    inside = label("scanning", "inside").format(site=site.removeprefix("https://"))
    return {
        "id": poster.id,
        "place": known.board[poster.board].place,
        "look": posters.look(poster),
        "title": text.title,
        "text": text.text,
        "code": catalogue.procedures()[poster.procedure].shown_code,
        "printed": known.printed,
        # A real camera finds a sentence in it and no address to open.
        "svg": picture(inside, scale=4, above=label("scanning", "above"), name=name),
        "stuck": sticker is not None,
        "site": site if poster.asking or poster.page_open else "",
        "asking": poster.asking,
        "page": label("fake_page", sticker.page) if sticker and poster.page_open else "",
        "give": label("fake_page_button", sticker.page) if sticker and poster.page_open else "",
        "reported": poster.reported,
        "after": label("scanning", "peeled" if removed else "genuine") if poster.reported else "",
        "signs": list(known.sticker[poster.sticker].flags) if poster.sticker and (removed or poster.gave) else [],
    }


def scan_view(portal: Portal, poster: str) -> View:
    """The posters around, or the one that the camera points at."""
    chosen = portal.state.poster(poster)
    return {
        "posters": [_poster(each) for each in portal.state.posters],
        "open": _poster(chosen) if chosen else None,
        "none": label("scanning", "none"),
    }
