"""What the portal offers: catalogue of procedures, e-forms, documents, dossiers."""
