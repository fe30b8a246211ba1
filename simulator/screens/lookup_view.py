"""Looking up by code: what is typed, and two sample papers to practise on."""

from __future__ import annotations

from typing import Any

from simulator.datasets import label
from simulator.payments import vietqr
from simulator.services import lookups

View = dict[str, Any]


def lookup_view() -> View:
    """The page that needs no signing in; it is the same for everybody."""
    return {"samples": [_sample(name, sample) for name, sample in lookups.samples().items()]}


def _sample(name: str, sample: lookups.Sample) -> View:
    return {
        "id": name,
        "title": label("lookup", "sample").format(letter=name.upper()),
        "issuer": sample.issuer,
        "kind": sample.kind,
        "picture": vietqr.picture(
            lookups.ADDRESS + sample.code, 3, label("lookup", "above"), label("lookup", "picture")
        ),
        "rows": [[label("lookup", field), getattr(sample, field)] for field in ("name", "born", "day", "code")],
    }
