"""The API for the machines of partners: what it offers is declared in `openapi.yaml`, and answered here."""
