"""Who someone is: numbers, accounts, one-time codes, consent, privacy, scams."""
