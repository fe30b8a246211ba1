"""Paying: VietQR codes, payment orders, the simulated bank, receipts."""
