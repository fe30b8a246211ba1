"""What is seen: the desk with its computer and phone. Screens show the portal and pass actions on; no rules here."""

from simulator.screens.desk import Desk
from simulator.screens.screen import Screen, source

__all__ = ["Desk", "Screen", "source"]
