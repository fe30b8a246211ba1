"""Who is in the class: names beside numbers, new learners, and a list from the school taken in."""

from __future__ import annotations

from grading.app.teacher.importing import Importing
from grading.app.teacher.part import Part, Verb, View, text_of
from grading.app.teacher.said import TeacherError, said
from grading.classroom import add_learners
from grading.enrol import enrol, read_names, rename
from grading.roster import in_order


class Roster(Part):
    """The list of the class."""

    importing: Importing | None = None

    def shown(self) -> View:
        """Everybody, with the name as far as it is known."""
        classroom = self.classroom()
        names = read_names(classroom.directory)
        rows = [{"id": each, "name": names.get(each, "")} for each in sorted(classroom.learners, key=in_order)]
        return {"rows": rows, "nameless": sum(not row["name"] for row in rows), "list": None}

    def verbs(self) -> dict[str, Verb]:
        """Adding learners, putting a name right, and taking a list in."""
        return {
            "rename": self._rename,
            "add": self._add,
            "read_list": self._read,
            "change_list": self._change,
            "drop_list": lambda _: self.renew(),
            "enrol": self._enrol,
        }

    def _add(self, message: View) -> None:
        self.console.free()
        wanted = text_of(message, "numbers").replace(",", " ").split()
        if not wanted:
            raise TeacherError("no_numbers")
        new = add_learners(self.classroom(), wanted)
        self.renew()
        self.console.tell(said("told", "added", learners=", ".join(new)) if new else said("told", "added_none"))

    def _rename(self, message: View) -> None:
        """Another name for one learner; the number, and with it the work, stays."""
        self.console.free()
        done, notes = rename(self.classroom(), text_of(message, "learner"), text_of(message, "name"))
        self.renew()
        words = {"learner": done.learner, "name": done.new, "old": done.old}
        self.console.tell(" ".join((said("told", "renamed" if done.old else "named", **words), *notes)))

    def _read(self, _: View) -> None:
        self.importing = Importing(self.console.uploads.first(), self.classroom())
        self.show(list=self.importing.shown())

    def _change(self, message: View) -> None:
        if self.importing is not None:
            self.importing.change(message)
            self.show(list=self.importing.shown())

    def _enrol(self, message: View) -> None:
        self.console.free()
        if self.importing is None:
            raise TeacherError("no_file")
        taken = self.importing.ready()
        found = enrol(self.classroom(), taken, renumber=bool(message.get("renumber")))
        self.importing = None
        self.renew()
        self.console.tell(said("told", "enrolled", learners=len(taken.learners), new=len(found.new)))
