"""Make the golden files anew: digests of cases, and journals of this release with what they lead to.

Run from the root: ``python -m tests.golden.make``. It writes ``cases.json`` and
``journals/<release>/``; journals of older releases are never touched. Look at the
difference before committing it: a changed case or state means that journals of
this release no longer replay, which a published release must not do.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grading.players import Habits, Player, Recording
from simulator import Case, Portal
from simulator.case import FIRST_LESSON, FREE_KEY
from simulator.release import RELEASE

HERE = Path(__file__).resolve().parent
CASES = [
    ("8A1-07", 1, FREE_KEY),
    ("8A1-07", 2, FREE_KEY),
    ("8A1-08", 1, FREE_KEY),
    ("KIOSK-123", 30, FREE_KEY),
    ("8A1-07", 1, "khóa của lớp 8A1"),
]
PLAYERS = {
    "reference": ("8A1-01", Habits()),
    "supplement": (
        "8A1-02",
        Habits(tries_other_phone=True, mistypes_otp=2, weak_password_first=True, attaches="empty", tries_heic=True),
    ),
    "deceived": (
        "8A1-03",
        Habits(
            types_personal_data=True,
            falls_for_activation_scam=True,
            falls_for_fee_scam=True,
            accuses_genuine=True,
            wrong_paper=True,
            wrong_copies=True,
            wrong_delivery=True,
            stays_signed_in=True,
            skips_receipt=True,
        ),
    ),
    "wrong-authority": (
        "8A1-04",
        Habits(refuses_consent_first=True, wrong_authority_first=True, misspells_name_first=True, skips_rating=True),
    ),
}


def digests() -> list[dict[str, Any]]:
    """The digest of each golden case."""
    return [
        {"learner": learner, "attempt": attempt, "class_key": key, "digest": case.digest()}
        for learner, attempt, key in CASES
        for case in [Case.for_learner(FIRST_LESSON, learner, attempt, key)]
    ]


def facts(portal: Portal) -> dict[str, Any]:
    """What a journal leads to, as far as a score could depend on it."""
    state = portal.state
    return {
        "actions": len(portal.log),
        "refused": [entry.outcome.code for entry in portal.log if not entry.outcome.ok],
        "now": portal.now.isoformat(),
        "account": state.account.step,
        "session": state.session.step,
        "balance": state.balance,
        "stolen": state.stolen,
        "faults_met": sorted(state.faults_met),
        "personal_data": state.personal_data,
        "verdicts": {m.key: m.verdict for m in state.messages if m.verdict or m.gave},
        "gave": [m.key for m in state.messages if m.gave],
        "orders": [[order.amount, order.status, order.receipt_opened] for order in state.orders],
        "dossiers": [
            {
                "code": dossier.code,
                "statuses": [change.status for change in dossier.history],
                "letters": [[letter.form, *letter.reasons] for letter in dossier.letters],
                "copies": dossier.answers["copies"],
                "delivery": dossier.delivery,
                "result_downloaded": dossier.result_downloaded,
                "rating": dossier.rating,
            }
            for dossier in state.dossiers
        ],
    }


def main() -> None:
    """Write everything."""
    folder = HERE / "journals" / RELEASE
    folder.mkdir(parents=True, exist_ok=True)
    write(HERE / "cases.json", digests())
    expected = {}
    for name, (learner, habits) in PLAYERS.items():
        seat = Recording(Case.for_learner(FIRST_LESSON, learner))
        Player(seat, habits, pace=lambda number: 3 + number % 7).play()
        (folder / f"{name}.jsonl").write_bytes(seat.journal.encoded())
        expected[name] = facts(seat.portal)
    write(folder / "expected.json", expected)


def write(path: Path, content: object) -> None:
    """JSON that a person can read in a difference."""
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
