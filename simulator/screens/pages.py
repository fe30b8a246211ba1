"""The screens of the desk: the task card, the computer with its pages, the phone with its apps."""

from __future__ import annotations

import traitlets
from ipywidgets import widget_serialization

from simulator.screens.screen import Screen


class Task(Screen):
    """What is to be done, and how far it is."""

    file = "task.vue"


class SignIn(Screen):
    """Signing in to the portal: account, one-time code, consent."""

    file = "sign_in.vue"


class Procedures(Screen):
    """Finding a procedure and reading its page."""

    file = "procedures.vue"


class DossierForm(Screen):
    """The four steps of one dossier."""

    file = "dossier.vue"


class Dossiers(Screen):
    """My dossiers: status, letters, receipt, result, rating."""

    file = "dossiers.vue"


class Petitions(Screen):
    """Speaking up: petitions and their answers."""

    file = "petitions.vue"


class Lookup(Screen):
    """Looking up by code, without signing in."""

    file = "lookup.vue"


class Counter(Screen):
    """The officer's desk at the one-stop office."""

    file = "counter.vue"


class App(Screen):
    """An app that opens one thing of a list; whoever uses a keyboard is led along, see ``follow.js``."""

    mixins = ("once", "follow")


class Messages(App):
    """The phone's SMS."""

    file = "messages.vue"


class Calls(App):
    """The phone's calls."""

    file = "calls.vue"


class Identity(Screen):
    """The identity app: account and wallet."""

    file = "identity.vue"


class Bank(Screen):
    """The banking app."""

    file = "bank.vue"


class News(App):
    """The neighbourhood's notices."""

    file = "news.vue"


class Scan(App):
    """The camera at the ward's posters."""

    file = "scan.vue"


class Computer(Screen):
    """The computer's frame around one page."""

    file = "computer.vue"
    page = traitlets.Any().tag(sync=True, **widget_serialization)


class Phone(Screen):
    """The phone's frame around one app."""

    file = "phone.vue"
    app = traitlets.Any().tag(sync=True, **widget_serialization)


PAGES = {
    "procedures": Procedures,
    "sign_in": SignIn,
    "dossier": DossierForm,
    "dossiers": Dossiers,
    "petitions": Petitions,
    "lookup": Lookup,
    "counter": Counter,
}
APPS = {"messages": Messages, "calls": Calls, "identity": Identity, "bank": Bank, "news": News, "scan": Scan}
