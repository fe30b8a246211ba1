"""Documents from the case's device and wallet, and what an officer finds wrong."""

from __future__ import annotations

import pytest

from simulator import Portal, actions
from simulator.services import documents
from simulator.services.catalogue import procedures
from simulator.state import Attached
from tests.simulator.desk import PROCEDURE, Desk, case

RIGHT = Attached("wallet", "w1")


def file_of(kind: str, form: str = "pdf") -> Attached:
    return Attached("device", next(f.id for f in case().files if f.kind == kind and f.format == form))


@pytest.mark.parametrize(
    ("attached", "found"),
    [
        ({}, {"identity": "missing", "authorisation": "missing"}),
        ({"identity": RIGHT}, {"authorisation": "missing"}),
        ({"identity": RIGHT, "authorisation": file_of("authorisation")}, {}),
        ({"identity": RIGHT, "authorisation": file_of("empty")}, {"authorisation": "empty"}),
        (
            {"identity": RIGHT, "authorisation": file_of(case().fault("bad_files").variant)},
            {"authorisation": "wrong_paper"},
        ),
        (
            {"identity": Attached("wallet", "w2"), "authorisation": file_of("authorisation")},
            {"identity": "wrong_paper"},
        ),
        (
            {"identity": file_of("empty"), "authorisation": RIGHT},
            {"identity": "empty", "authorisation": "wrong_paper"},
        ),
    ],
)
def test_an_officer_finds_what_is_wrong_in_each_place(attached: dict[str, Attached], found: dict[str, str]) -> None:
    """Missing, empty or the wrong paper, place by place."""
    answers = case().task.answers
    assert documents.faults(Portal(case()), procedures()[PROCEDURE], attached, answers) == found


def test_a_parent_needs_no_letter_for_their_child() -> None:
    """A place that only some answers call for is not missed otherwise; what is put there is still looked at."""
    portal, procedure, answers = Portal(case()), procedures()[PROCEDURE], {"relation": "child"}
    assert documents.faults(portal, procedure, {"identity": RIGHT}, answers) == {}
    wrong = {"identity": RIGHT, "authorisation": file_of("empty")}
    assert documents.faults(portal, procedure, wrong, answers) == {"authorisation": "empty"}


def test_a_file_that_does_not_exist_is_a_slip_of_ours() -> None:
    """Only files of the case can be in a dossier."""
    with pytest.raises(KeyError, match="no device file 'f9' in this case"):
        documents.kind(Portal(case()), Attached("device", "f9"))


def test_a_photo_format_is_refused_and_the_fault_noted() -> None:
    """HEIC is not taken; the refusal names the file, its format and what is taken."""
    desk = Desk().signed_in().start()
    heic = desk.file("authorisation", "heic")
    outcome = desk.do(actions.AttachDocument(dossier="d1", slot="authorisation", source="device", file=heic))
    assert (outcome.words["format"], outcome.words["wanted"]) == ("HEIC", "PDF")
    assert desk.dossier.documents == {}
    assert "bad_files" in desk.state.faults_met


def test_the_wallet_opens_with_the_passcode_only() -> None:
    """A paper of the wallet is out of reach until then, and after signing out again."""
    desk = Desk().signed_in().start()
    take = actions.AttachDocument(dossier="d1", slot="identity", source="wallet", file="w1")
    assert desk.refused(take) == "wallet_locked"
    desk.open_wallet()
    desk.must(take)
    assert (
        desk.refused(actions.AttachDocument(dossier="d1", slot="identity", source="wallet", file="w9"))
        == "file_unknown"
    )


def test_a_new_file_replaces_the_old_one() -> None:
    """One paper in each place."""
    desk = Desk().signed_in().start().attach("empty").attach_file("authorisation")
    assert desk.dossier.documents["authorisation"].file == desk.file("authorisation")
    assert len(desk.dossier.documents) == 2
