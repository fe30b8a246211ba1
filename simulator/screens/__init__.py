"""What is seen: the desk with its computer and phone. Screens show the portal and pass actions on; no rules here."""
