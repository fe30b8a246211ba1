"""Open data: a list of sets, what their columns mean, their first rows, and the files to save."""

from __future__ import annotations

import base64
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import traitlets

from simulator import datasets
from simulator.screens.screen import Message, Screen

if TYPE_CHECKING:
    from simulator.city.open_data import DataSet, OpenData

HERE = Path(__file__).parent


def texts() -> dict[str, Any]:
    """The words of the sets and of the page."""
    return datasets.toml("texts/open_data.toml")


SHOWN = 10
"""Rows that are shown of each set."""
MOST_ROWS = 10_000
"""Rows of a spreadsheet that the page makes: more would keep a weak machine busy for a minute."""
TYPES = {
    "csv": "text/csv;charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def size_in_words(count: int) -> str:
    """Bytes as readers say them: 65 KB, 17,4 MB."""
    said = texts()["page"]
    if count < 1_000_000:
        return said["kilobytes"].format(value=max(1, round(count / 1000)))
    return said["megabytes"].format(value=f"{count / 1e6:.1f}".replace(".", ","))


class DataPage(Screen):
    """The page. Nothing is worked out before it is on the screen: the city takes a few seconds.

    ``download`` is the last file that was asked for; the browser makes a file of it, nothing is served as one.
    """

    folder, file, themed = HERE, "data_page.vue", True
    mixins = ("once", "doing")
    sayings = traitlets.Dict().tag(sync=True)
    download = traitlets.Dict().tag(sync=True)

    def __init__(self, seed: str = "1", dossiers: int | None = None) -> None:
        self._seed, self._dossiers = seed, dossiers
        self._sets: dict[str, DataSet] = {}
        self._files: dict[tuple[str, str], bytes] = {}
        said = texts()
        super().__init__(self._press, lambda _: None, sayings=said["doing"])
        self.view = {
            **{key: text for key, text in said["page"].items() if "{" not in text},
            "mark": said["words"]["mark"],
            "warning": said["words"]["warning"],
            "csv_note": said["words"]["csv_note"],
            "column": said["words"]["column"],
            "meaning": said["words"]["meaning"],
            "sets": [
                {"id": name, "title": said["sets"][name]["title"], "about": said["sets"][name]["about"]}
                for name in said["sets"]
            ],
            "chosen": "",
            "shown": None,
        }

    @cached_property
    def _made(self) -> OpenData:
        """The city; what it needs is imported only now, when the list is on the screen."""
        from simulator.city.open_data import DOSSIERS, OpenData  # noqa: PLC0415

        return OpenData(self._seed, self._dossiers or DOSSIERS)

    def _press(self, message: Message) -> None:
        do, name = message.get("do"), str(message.get("set", ""))
        if name not in [each["id"] for each in self.view["sets"]]:
            return
        if do == "choose":
            self.view = {**self.view, "chosen": name, "shown": self._shown(name)}
        elif do == "save" and message.get("kind") in self._kinds(name):
            self._save(name, str(message["kind"]))

    def _set(self, name: str) -> DataSet:
        if name not in self._sets:
            self._sets[name] = self._made.set(name)
        return self._sets[name]

    def _kinds(self, name: str) -> list[str]:
        """What a set can be saved as from here."""
        return ["csv"] if len(self._set(name).table) > MOST_ROWS else ["csv", "xlsx"]

    def _bytes(self, name: str, kind: str) -> bytes:
        from simulator.city import data_files  # noqa: PLC0415

        if (name, kind) not in self._files:
            found = self._set(name)
            made = data_files.csv_bytes(found) if kind == "csv" else data_files.xlsx_bytes(found, self._made.about())
            self._files[name, kind] = made
        return self._files[name, kind]

    def _shown(self, name: str) -> dict[str, Any]:
        said, found = texts()["page"], self._set(name)
        rows = found.table.head(SHOWN).astype(object)
        rows = rows.where(rows.notna(), "")
        kinds = self._kinds(name)
        shape = {"rows": f"{len(found.table):,}".replace(",", "."), "columns": len(found.columns)}
        return {
            "title": found.title,
            "about": found.about,
            "made_of": self._made.about()[1:],
            "rows": said["rows"].format(**shape),
            "headings": list(found.table.columns),
            "first": [[_cell(each) for each in row] for row in rows.itertuples(index=False)],
            "columns": [{"title": each.title, "meaning": each.meaning} for each in found.columns],
            "files": [
                {
                    "kind": kind,
                    "title": said["download"].format(kind=kind.upper()),
                    "size": said["size"].format(size=size_in_words(len(self._bytes(name, kind)))),
                }
                for kind in kinds
            ],
            "too_large": "" if "xlsx" in kinds else said["too_large"].format(rows=f"{MOST_ROWS:,}".replace(",", ".")),
        }

    def _save(self, name: str, kind: str) -> None:
        from simulator.city.data_files import file_name  # noqa: PLC0415

        said, data, file = texts()["page"], self._bytes(name, kind), file_name(self._set(name).file, f".{kind}")
        self.download = {
            "name": file,
            "type": TYPES[kind],
            "data": base64.b64encode(data).decode(),
            "said": said["saved"].format(name=file, size=size_in_words(len(data))),
            "again": said["again"].format(name=file),
            "number": self.download.get("number", 0) + 1,
        }


def _cell(value: object) -> str:
    """A cell as Vietnamese readers see it."""
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",") if value == value else ""  # noqa: PLR0124 - not a number
    return str(value)
