"""Checks of any dossier, for every lesson that has one filed: where it went, its form, data, signature and papers.

A lesson enters the ones that it wants with its own points, ``CHECKS.add("hs-gui", "0.5")(documents_right)``;
reasons and help stand in the data under the function's name. Where several people need a dossier each, the one
that was sent last is looked at, and compared with what is right for whom it names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from grading.checks import Said, Verdict, failed, not_attempted, passed, say
from simulator import Portal, datasets
from simulator.identity import population
from simulator.identity.numbers import digits
from simulator.office import checking, letters
from simulator.people.places import authority
from simulator.services import catalogue, documents, drafts, eforms, signing
from simulator.services.eforms import read_day, tidy
from simulator.state import REFUSED, STOPPED, SUPPLEMENT, WITHDRAWN, Dossier

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Grave, acute, tilde, hook, dot below: the marks that may stand on either vowel of “oà” or “òa”."""
OVER = (REFUSED, STOPPED, WITHDRAWN)
"""The statuses of dossiers that nothing comes of: beginning another one beside them is right."""


# --- what several checks look at ---------------------------------------------------


def counted(portal: Portal) -> Dossier | None:
    """The dossier that counts: the one that was sent last."""
    sent = [dossier for dossier in portal.state.dossiers if dossier.submitted >= 0]
    return max(sent, key=lambda dossier: dossier.submitted, default=None)


def not_sent(portal: Portal) -> Verdict:
    """Why there is nothing to look at yet: a draft, or nothing at all."""
    return not_attempted("draft" if portal.state.dossiers else "nothing_sent")


def spelling(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """A name's words, each as letters and tone: “Hoà” and “Hòa” are one spelling, “Hoa” is another."""
    words = []
    for word in unicodedata.normalize("NFD", tidy(name).casefold()).split():
        letters_of = "".join(c for c in word if c not in _TONES)
        words.append((letters_of, tuple(c for c in word if c in _TONES)))
    return tuple(words)


def waits_for_supplement(dossier: Dossier, kinds: Iterable[str]) -> bool:
    """Whether the office asked for one of these and the answer has not been sent."""
    if dossier.status != SUPPLEMENT:
        return False
    return any(reason.partition(":")[0] in kinds for reason in dossier.letters[-1].reasons)


# --- the draft ---------------------------------------------------------------------


def one_draft(portal: Portal) -> Verdict:
    """Em làm tiếp đúng bản nháp của mình, không tạo bản nháp thừa."""
    live = [dossier for dossier in portal.state.dossiers if dossier.status not in OVER]
    if not live:
        return not_attempted("nothing")
    if len(live) > len(portal.case.task.everyone):
        return failed(say("several", count=str(len(live))))
    return passed() if all(dossier.step >= signing.FILLED for dossier in live) else not_attempted("not_saved")


def wrong_data_reported(portal: Portal) -> Verdict:
    """Em tìm ra ô điền sẵn bị sai và báo để cơ quan sửa."""
    if portal.state.data_mended or population.pending(portal):
        return passed()
    if counted(portal) is not None:
        return failed(say("sent"))
    return not_attempted("not_reported" if portal.state.dossiers else "nothing")


def sent_with_right_data(portal: Portal) -> Verdict:
    """Em chờ dữ liệu được sửa xong rồi mới gửi hồ sơ."""
    sent = [dossier for dossier in portal.state.dossiers if dossier.submitted >= 0]
    if not sent:
        return not_sent(portal)
    named = [reason for each in sent for letter in each.letters for reason in letter.reasons]
    wrong = [key for each in sent for key in checking.prefilled(portal, each)]
    return failed(say("wrong")) if any(key.startswith("prefilled_wrong:") for key in (*named, *wrong)) else passed()


# --- the form ----------------------------------------------------------------------


def _differs(field: dict[str, Any], given: str, right: str) -> str:
    """How an answer differs from the right one: ``empty``, ``marks``, ``differs``, or not at all."""
    if not given:
        return "empty" if right else ""
    if "enum" in field:
        same = given == right
    elif field.get("format") == "date":
        same = read_day(given) == read_day(right)
    elif digits(right).isdigit():
        same = digits(given).lstrip("0") == digits(right).lstrip("0")
    else:
        one, other = (text.replace(",", " ").replace(".", " ") for text in (given, right))
        if spelling(one) != spelling(other) and catalogue.plain(tidy(one)) == catalogue.plain(tidy(other)):
            return "marks"
        same = spelling(one) == spelling(other)
    return "" if same else "differs"


def form_slips(portal: Portal, dossier: Dossier) -> list[Said]:
    """Every answer of a form that is not as on the task card, marks and all."""
    fields = drafts.form_of(dossier)["properties"]
    right = portal.case.task.everyone[checking.person(portal, dossier)]
    found: list[Said] = []
    for name, wanted in right.items():
        field, given = fields[name], dossier.answers.get(name, "")
        kind = _differs(field, given, wanted)
        if kind:
            words = eforms.choices(field)
            actual, expected = words.get(given, given), words.get(wanted, wanted)
            found.append(say(kind, slot=field["title"], actual=actual, expected=expected))
    return found


def form_waits(dossier: Dossier) -> bool:
    """Whether the office asked for the form to be put right and that has not been sent."""
    fields = drafts.form_of(dossier)["properties"].values()
    return waits_for_supplement(dossier, {field["x-register"] for field in fields if "x-register" in field})


def form_right(portal: Portal) -> Verdict:
    """Tờ khai đã gửi khớp với thẻ nhiệm vụ ở mọi ô, đủ dấu."""
    dossier = counted(portal)
    if dossier is None:
        return not_sent(portal)
    found = form_slips(portal, dossier)
    if found:
        return failed(
            *found,
            expected="; ".join(said.words["expected"] for said in found),
            actual="; ".join(said.words["actual"] for said in found),
        )
    return failed(say("not_sent_again")) if form_waits(dossier) else passed()


def form_signed(portal: Portal) -> Verdict:
    """Em xem lại tờ khai rồi ký số; ký xong không sửa gì nữa."""
    dossier = counted(portal) or next(reversed(portal.state.dossiers), None)
    if dossier is None:
        return not_attempted("nothing")
    if signing.signed(portal, dossier):
        return passed()
    if dossier.sign_asked:
        return not_attempted("waiting")
    return not_attempted("unsigned") if dossier.signature is None else failed(say("changed"))


# --- the papers, and sending -------------------------------------------------------


def right_procedure_and_authority(portal: Portal) -> Verdict:
    """Em nộp hồ sơ đúng thủ tục, đến đúng cơ quan ghi trong nhiệm vụ."""
    dossier, task = counted(portal), portal.case.task
    if dossier is None:
        return not_sent(portal)
    names = catalogue.procedures()
    if dossier.procedure != task.procedure:
        expected, actual = names[task.procedure].name, names[dossier.procedure].name
        return failed(say("procedure", expected=expected, actual=actual), expected=expected, actual=actual)
    if not checking.in_reach(portal, dossier):
        kind = names[task.procedure].authority
        expected = authority(task.place.province_code, task.place.commune_code, kind)
        actual = authority(dossier.province, dossier.commune, kind)
        return failed(say("place", expected=expected, actual=actual), expected=expected, actual=actual)
    return passed()


def documents_right(portal: Portal) -> Verdict:
    """Giấy tờ trong hồ sơ là đúng giấy và đọc được."""
    dossier = counted(portal)
    if dossier is None:
        return not_sent(portal)
    procedure = catalogue.procedures()[dossier.procedure]
    found: list[Said] = []
    for key in checking.papers(portal, dossier, checking.person(portal, dossier)):
        kind, _, slot = key.partition(":")
        place = procedure.slot(slot)
        attached = dossier.documents.get(slot)
        shown = datasets.label("paper_kind", documents.kind(portal, attached)) if attached else ""
        found.append(say(kind, slot=place.name if place else slot, actual=shown))
    if found:
        return failed(*found, actual="; ".join(said.words["actual"] for said in found if said.words["actual"]))
    if waits_for_supplement(dossier, ("missing", "wrong_paper", "other_person", *documents.BAD)):
        return failed(say("not_sent_again"))
    return passed()


def received(portal: Portal) -> Verdict:
    """Cơ quan tiếp nhận hồ sơ và hẹn ngày trả kết quả."""
    dossier = counted(portal)
    if dossier is None:
        return not_sent(portal)
    if any(letter.form == letters.RECEIPT for letter in dossier.letters):
        return passed()
    reasons = {SUPPLEMENT: "supplement_open", STOPPED: "stopped", REFUSED: "refused", WITHDRAWN: "withdrawn"}
    key = reasons.get(dossier.status)
    return failed(say(key)) if key else not_attempted("no_answer")


def complete_first_time(portal: Portal) -> Verdict:
    """Hồ sơ đầy đủ ngay lần đầu: cơ quan không phải yêu cầu bổ sung hay từ chối."""
    if counted(portal) is None:
        return not_sent(portal)
    forms = [letter.form for each in portal.state.dossiers for letter in each.letters]
    if letters.REFUSAL in forms:
        return failed(say("refused"))
    if letters.SUPPLEMENT in forms:
        return failed(say("supplement", count=str(forms.count(letters.SUPPLEMENT))))
    return passed() if letters.RECEIPT in forms else not_attempted("no_answer")
