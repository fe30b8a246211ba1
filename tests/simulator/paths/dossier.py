"""Ways to every answer up to sending: finding, looking up, the four steps, worksheets beside them."""

from __future__ import annotations

from collections.abc import Callable

from grading.filer import Filer
from simulator import Outcome, actions
from simulator.people.places import HANOI, places
from simulator.scenario import scenarios
from tests.simulator.desk import PROCEDURE, Desk
from tests.simulator.paths.office import supplement
from tests.simulator.paths.seats import SIGNED, TWINS, WRONG_DATA, Way, filer, planting


def start(desk: Desk, procedure: str = PROCEDURE, province: str | None = None, commune: str | None = None) -> Outcome:
    place = desk.case.task.place
    return desk.do(
        actions.StartDossier(
            procedure=procedure,
            province=place.province_code if province is None else province,
            commune=place.commune_code if commune is None else commune,
        )
    )


def owner(desk: Desk, phone: str | None = None, email: str = "") -> Outcome:
    phone = desk.case.registered_phone if phone is None else phone
    return desk.do(actions.FillOwner(dossier="d1", phone=phone, email=email))


def form(desk: Desk, **changed: str) -> Outcome:
    return desk.do(actions.FillForm(dossier="d1", answers=desk.answers(**changed)))


def attach(desk: Desk, slot: str = "authorisation", source: str = "device", file: str = "f1") -> Outcome:
    return desk.do(actions.AttachDocument(dossier="d1", slot=slot, source=source, file=file))  # type: ignore[arg-type]


def heic(desk: Desk) -> Outcome:
    desk.signed_in().start()
    return attach(desk, file=desk.file("authorisation", "heic"))


def right_file(desk: Desk) -> Outcome:
    desk.signed_in().start()
    return attach(desk, file=desk.file("authorisation"))


def taken_out(desk: Desk) -> Outcome:
    desk.signed_in().start().attach()
    return desk.do(actions.RemoveDocument(dossier="d1", slot="authorisation"))


def terms(desk: Desk) -> Outcome:
    desk.signed_in().prepared()
    return desk.do(actions.SubmitDossier(dossier="d1", accept_terms=False))


def filed_in_hanoi(desk: Desk) -> Outcome:
    desk.signed_in().prepared(place=places(HANOI)[0])
    return desk.submit()


def form_once(seat: Filer) -> Outcome:
    seat.begin().owner()
    return seat.do(actions.FillForm(dossier="d1", answers={k: t for k, t in seat.right.items() if t}))


def by_pen() -> Filer:
    """A form that is filled in and waits to be printed and signed."""
    seat = planting("hand_signature")
    seat.careful = False
    return seat.begin().owner().form()


def sheet(answers: dict[str, str]) -> Outcome:
    return filer("01-dich-vu-cong-la-gi").do(actions.FillSheet(sheet="sau-gia-dinh", answers=answers))


def photographer() -> Filer:
    """At step 3 of a scenario in which a paper is there only as photographs."""
    return filer(next(n for n, s in scenarios().items() if s.device.photos)).begin().owner().form()


def join(seat: Filer, pick: Callable[[list[str]], list[str]]) -> Outcome:
    photos = sorted((f for f in seat.case.files if f.part), key=lambda f: f.part)
    return seat.do(actions.JoinPhotos(files=tuple(pick([photo.id for photo in photos]))))


def too_many_files(_: Desk) -> Outcome:
    seat = photographer()
    for _number in range(20):
        join(seat, lambda photos: photos)
    return join(seat, lambda photos: photos)


def big_file(_: Desk) -> Outcome:
    seat = filer(next(n for n, s in scenarios().items() if "big_file" in s.faults))
    seat.begin().owner().form()
    slot = next(s.id for s in seat.procedure.documents if "device" in s.sources)
    file = next(f.id for f in seat.case.files if f.size_kb > 6_000 and f.format == "pdf")
    return seat.do(actions.AttachDocument(dossier="d1", slot=slot, source="device", file=file))


def data(wrong: bool, times: int = 1) -> tuple[Filer, Outcome]:
    """Somebody reports what the population data have wrong, or something that they have right."""
    seat = filer(WRONG_DATA)
    item = seat.case.fault("wrong_prefill").variant if wrong else "citizen.name"
    return seat, [seat.do(actions.ReportData(field=item)) for _ in range(times)][-1]


def pending(_: Desk) -> Outcome:
    seat = filer(WRONG_DATA)
    seat.careful = False
    seat.prepared()
    seat.must(actions.ReportData(field=seat.case.fault("wrong_prefill").variant))
    return seat.do(actions.SubmitDossier(dossier="d1", accept_terms=True))


def unsigned(lesson: str = SIGNED) -> Filer:
    """A form that is filled in and not signed."""
    seat = filer(lesson)
    seat.careful = False
    return seat.begin().owner().form()


def changed_after_signing(_: Desk) -> Outcome:
    seat = unsigned().sign()
    name = next(n for n, f in (seat.procedure.eform or {})["properties"].items() if "x-register" in f)
    seat.form(**{name: seat.case.task.answers[name] + " Hai"})
    return seat.portal.log[-1].outcome


def twins(person: int) -> Filer:
    """A second draft, for the same child as the first or for the other one."""
    seat = filer(TWINS).begin().owner().form()
    seat.begin(another=True).owner()
    seat.person = person
    return seat


PATHS: dict[str, Way] = {
    # the catalogue
    "search_empty": lambda desk: desk.do(actions.SearchProcedures(query="  ")),
    "search_nothing": lambda desk: desk.do(actions.SearchProcedures(query="đào vàng")),
    "search_found": lambda desk: desk.do(actions.SearchProcedures(query="khai sinh")),
    "procedure_unknown": lambda desk: desk.do(actions.OpenProcedure(procedure="9.999999")),
    "procedure_open": lambda desk: desk.do(actions.OpenProcedure(procedure=PROCEDURE)),
    # looking up
    "code_missing": lambda desk: desk.do(actions.LookUp(code="  ")),
    "code_unknown": lambda desk: desk.do(actions.LookUp(code="KQ-1-260101-0001")),
    "dossier_followed": lambda desk: desk.paid().do(actions.LookUp(code=desk.dossier.code)),
    "result_found": lambda desk: desk.do(actions.LookUp(code="KQ-7-250812-0015")),
    "sample_unknown": lambda desk: desk.do(actions.CheckSample(sample="c")),
    "file_whole": lambda desk: desk.do(actions.CheckSample(sample="a")),
    "file_altered": lambda desk: desk.do(actions.CheckSample(sample="b")),
    # the dossier
    "filing_not_simulated": lambda desk: start(desk.signed_in(), procedure="1.001193"),
    "place_unknown": lambda desk: start(desk.signed_in(), province="99"),
    "draft_exists": lambda desk: start(desk.signed_in().start()),
    "dossier_started": lambda desk: start(desk.signed_in()),
    "dossier_unknown": lambda desk: owner(desk.signed_in()),
    "dossier_closed": lambda desk: owner(desk.paid()),
    "email_shape": lambda desk: owner(desk.signed_in().start(), email="not an address"),
    "owner_saved": lambda desk: owner(desk.signed_in().start()),
    "form_faults": lambda desk: form(desk.signed_in().start().owner(), copies="0"),
    "form_not_saved": lambda _: form_once(planting("network_drop")),
    "form_saved": lambda desk: form(desk.signed_in().start().owner()),
    "copies_paid": lambda desk: form(supplement(desk), copies=str(int(desk.case.task.answers["copies"]) + 1)),
    "slot_unknown": lambda desk: attach(desk.signed_in().start(), slot="photo"),
    "source_not_allowed": lambda desk: attach(desk.signed_in().start().open_wallet(), source="wallet", file="w1"),
    "wallet_locked": lambda desk: attach(desk.signed_in().start(), slot="identity", source="wallet", file="w1"),
    "file_unknown": lambda desk: attach(desk.signed_in().start(), file="f9"),
    "file_format": heic,
    "document_attached": right_file,
    "document_removed": taken_out,
    "slot_empty": lambda desk: desk.signed_in().start().do(actions.RemoveDocument(dossier="d1", slot="identity")),
    "step_missing": lambda desk: form(desk.signed_in().start()),
    "delivery_chosen": lambda desk: desk.signed_in().prepared().portal.log[-1].outcome,
    "delivery_missing": lambda desk: (
        desk.signed_in().start().owner().form().attach().do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    ),
    "order_cancelled": lambda desk: (desk.signed_in().prepared().submit(), owner(desk))[1],
    "terms_not_accepted": terms,
    "dossier_sent": filed_in_hanoi,
    "file_too_big": big_file,
    "photos_only": lambda _: photographer().do(actions.JoinPhotos(files=("f1",))),
    "photo_twice": lambda _: join(photographer(), lambda photos: [photos[0], photos[0]]),
    "too_many_files": too_many_files,
    "photos_joined": lambda _: join(photographer(), lambda photos: photos),
    # life events
    "event_unknown": lambda desk: desk.do(actions.BrowseEvent(event="lottery")),
    # worksheets and hints
    "sheet_unknown": lambda desk: desk.do(actions.FillSheet(sheet="x", answers={"1": "a"})),
    "sheet_item_unknown": lambda _: sheet({"99": "a"}),
    "sheet_answer_unknown": lambda _: sheet({"1": "z"}),
    "sheet_empty": lambda _: sheet({"1": "  "}),
    "sheet_saved": lambda _: sheet({"1": "a"}),
    "survey_saved": lambda _: filer("08-bai-tong-hop").do(
        actions.FillSheet(sheet="th-khao-sat", answers={"1": "not_yet"})
    ),
    "exercise_unknown": lambda desk: desk.do(actions.TakeHint(exercise="x")),
    "hint_given": lambda desk: desk.do(actions.TakeHint(exercise="kich-hoat")),
    "no_more_hints": lambda desk: [desk.do(actions.TakeHint(exercise="kich-hoat")) for _ in range(4)][3],
    # what is filled in already
    "data_unknown": lambda _: filer(WRONG_DATA).do(actions.ReportData(field="authority")),
    "data_right": lambda _: data(wrong=False)[1],
    "data_reported": lambda _: data(wrong=True, times=2)[1],
    "data_report_sent": lambda _: data(wrong=True)[1],
    "data_pending": pending,
    # signing
    "sign_asked": lambda _: unsigned().do(actions.AskToSign(dossier="d1")),
    "already_signed": lambda _: unsigned().sign().do(actions.AskToSign(dossier="d1")),
    "sign_not_asked": lambda _: unsigned().do(actions.SignForm(dossier="d1", agree=True)),
    "sign_declined": lambda _: unsigned().sign(agree=False).portal.log[-1].outcome,
    "form_signed": lambda _: unsigned().sign().portal.log[-1].outcome,
    "form_saved_unsigned": changed_after_signing,
    "signature_missing": lambda _: (
        unsigned().attach().deliver().do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    ),
    "sign_by_hand": lambda _: by_pen().do(actions.AskToSign(dossier="d1")),
    "signed_by_hand": lambda _: by_pen().sign().portal.log[-1].outcome,
    "pen_not_needed": lambda _: unsigned().do(actions.SignByHand(dossier="d1")),
    "hand_signature_missing": lambda _: (
        by_pen().attach().deliver().do(actions.SubmitDossier(dossier="d1", accept_terms=True))
    ),
    # several people
    "draft_for": lambda _: start(filer(TWINS).begin().owner().form(), procedure="1.001193"),  # type: ignore[arg-type]
    "draft_unnamed": lambda _: (
        filer(TWINS)
        .begin()
        .do(
            actions.StartDossier(
                procedure="1.001193",
                province=filer(TWINS).case.task.place.province_code,
                commune=filer(TWINS).case.task.place.commune_code,
                another=True,
            )
        )
    ),
    "draft_same_person": lambda _: twins(0).do(
        actions.FillForm(dossier="d2", answers={k: t for k, t in filer(TWINS).case.task.answers.items() if t})
    ),
}
