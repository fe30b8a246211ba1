"""Lesson 04 done rightly, and its listed wrong answers."""

from __future__ import annotations

from collections.abc import Callable

from grading.checks.lesson_04 import LESSON
from grading.players import Seat
from grading.solutions import Solution, Wrong, answer_sheet
from grading.solutions.seated import Seated
from simulator import actions
from simulator.people.places import places
from simulator.services.catalogue import plain

SHEETS = ("hs-viet-dung", "hs-tep-nao")
Step = Callable[[Seated], object]


def play(seat: Seat) -> None:
    """The whole lesson."""
    filer = Seated(seat)
    answer_sheet(seat, SHEETS[0])
    filer.begin().owner().form()
    answer_sheet(seat, SHEETS[1])
    send(filer)


# --- steps of a dossier, right ones and others ---------------------------------------


def begin(filer: Seated) -> None:
    """A draft with its owner."""
    filer.begin().owner()


def begin_elsewhere(filer: Seated) -> None:
    """A draft at a neighbour's authority."""
    right = filer.case.task.place
    filer.begin(next(place for place in places(right.province_code) if place != right)).owner()


def form(**changed: str) -> Step:
    """The data corrected, the form filled in but for these answers, and signed."""
    return lambda filer: filer.form(**changed)


def form_unsigned(filer: Seated) -> None:
    """The data corrected, the form filled in."""
    filer.mend_data()
    filer.careful = False
    filer.form()


def form_blindly(filer: Seated) -> None:
    """The form filled in, and nothing looked at that stands there already."""
    filer.careful = False
    filer.form()


def form_dropped(filer: Seated) -> None:
    """The form that the network keeps from being saved."""
    filer.do(actions.FillForm(dossier=filer.dossier.id, answers=filer.right))


def form_without_marks(filer: Seated) -> None:
    """Everything right, but for the marks of the shop's name."""
    filer.form(name=plain(filer.right["name"]))


def change(filer: Seated) -> None:
    """Another number of workers, afterwards."""
    filer.must(actions.FillForm(dossier=filer.dossier.id, answers=filer.right | {"workers": "3"}))


def ask_to_sign(filer: Seated) -> None:
    """The form sent to the phone, which nobody looks at."""
    filer.must(actions.AskToSign(dossier=filer.dossier.id))


def sign(filer: Seated) -> None:
    """The form signed."""
    filer.sign()


def decline(filer: Seated) -> None:
    """The form sent to the phone, and not signed there."""
    filer.sign(agree=False)


def send(filer: Seated, **kinds: str) -> None:
    """Papers, the right ones but for these, and out; the office answers."""
    filer.attach(**kinds).deliver().send().news()


def send_wrong_paper(filer: Seated) -> None:
    """What lies near at hand instead of the family's minutes."""
    send(filer, minutes=filer.case.fault("bad_files").variant)


def send_jumbled(filer: Seated) -> None:
    """The photographs joined from the last to the first."""
    photos = sorted((file for file in filer.case.files if file.part), key=lambda file: -file.part)
    filer.must(actions.JoinPhotos(files=tuple(photo.id for photo in photos)))
    send(filer, authorisation="jumbled")


def send_unanswered(filer: Seated) -> None:
    """Out, and no more looked at."""
    filer.attach().deliver().send()


def answer_unmended(filer: Seated) -> None:
    """The letter answered without doing what it says."""
    filer.must(actions.SendSupplement(dossier=filer.dossier.id))
    filer.news()


def answer_wholly(filer: Seated) -> None:
    """All done that the letter asks for."""
    filer.careful = True
    filer.follow()


def mend_and_keep(filer: Seated) -> None:
    """What the letter names put right, and not sent again."""
    filer.form().attach()


def _by(*steps: Step) -> Callable[[Seat], None]:
    """What somebody does who takes these steps."""

    def played(seat: Seat) -> None:
        filer = Seated(seat)
        for step in steps:
            step(filer)

    return played


def _empty(filer: Seated) -> None:
    send(filer, minutes="empty")


def _blurred(filer: Seated) -> None:
    send(filer, minutes="blurred")


FILED = (begin, form())

SOLUTION = Solution(
    LESSON,
    play,
    (
        Wrong("does not save again", "one_draft", "not_saved", _by(begin, form_dropped), "not_attempted"),
        Wrong("leaves a draft elsewhere", "one_draft", "several", _by(begin_elsewhere, *FILED, send)),
        Wrong("reports nothing", "wrong_data_reported", "not_reported", _by(begin, form_blindly), "not_attempted"),
        Wrong("sends what is wrong", "wrong_data_reported", "sent", _by(begin, form_blindly, sign, send)),
        Wrong("sends it with wrong data", "sent_with_right_data", "wrong", _by(begin, form_blindly, sign, send)),
        Wrong(
            "has the data corrected after the letter",
            "sent_with_right_data",
            "wrong",
            _by(begin, form_blindly, sign, send, answer_wholly),
        ),
        Wrong("keeps it as a draft", "sent_with_right_data", "draft", _by(*FILED), "not_attempted"),
        Wrong("leaves the marks away", "form_right", "marks", _by(begin, form_without_marks, send)),
        Wrong("writes another capital", "form_right", "differs", _by(begin, form(capital="1"), send)),
        Wrong("leaves the member out", "form_right", "empty", _by(begin, form(member=""), send)),
        Wrong("does not send it", "form_right", "draft", _by(*FILED), "not_attempted"),
        Wrong(
            "mends the form and does not send it again",
            "form_right",
            "not_sent_again",
            _by(begin, form(capital="1"), send, mend_and_keep),
        ),
        Wrong("does not sign", "form_signed", "unsigned", _by(begin, form_unsigned), "not_attempted"),
        Wrong("declines on the phone", "form_signed", "unsigned", _by(begin, form_unsigned, decline), "not_attempted"),
        Wrong(
            "leaves the phone alone", "form_signed", "waiting", _by(begin, form_unsigned, ask_to_sign), "not_attempted"
        ),
        Wrong("changes what is signed", "form_signed", "changed", _by(*FILED, change)),
        Wrong(
            "signs before the data are corrected",
            "form_signed",
            "changed",
            _by(begin, form_blindly, sign, lambda filer: filer.mend_data()),
        ),
        Wrong("sends it elsewhere", "right_procedure_and_authority", "place", _by(begin_elsewhere, form(), send)),
        Wrong("attaches what lies near", "documents_right", "wrong_paper", _by(*FILED, send_wrong_paper)),
        Wrong("attaches an empty page", "documents_right", "empty", _by(*FILED, _empty)),
        Wrong("attaches a blurred scan", "documents_right", "blurred", _by(*FILED, _blurred)),
        Wrong("joins the photographs from the end", "documents_right", "jumbled", _by(*FILED, send_jumbled)),
        Wrong(
            "mends the papers and does not send them again",
            "documents_right",
            "not_sent_again",
            _by(*FILED, _empty, mend_and_keep),
        ),
        Wrong("does not wait for the office", "received", "no_answer", _by(*FILED, send_unanswered), "not_attempted"),
        Wrong("does not answer the letter", "received", "supplement_open", _by(*FILED, _empty)),
        Wrong("answers without mending", "received", "stopped", _by(*FILED, _empty, answer_unmended)),
        Wrong("sends it to another ward", "received", "refused", _by(begin_elsewhere, form(), send)),
        Wrong("mends it when asked", "complete_first_time", "supplement", _by(*FILED, _empty, answer_wholly)),
        Wrong("is refused first", "complete_first_time", "refused", _by(begin_elsewhere, form(), send, *FILED, send)),
    ),
)
