"""What a contract may call a format is what the intake room reads."""

import json
from importlib.resources import files

from written_files import WRITERS

from schakel.intake.formats import FORMATS


def test_declared_formats_are_those_that_are_read_and_tested():
    schema = json.loads(files("schakel.alliance").joinpath("contract.schema.json").read_text("utf-8"))
    declared = schema["$defs"]["format"]["properties"]["name"]["enum"]
    assert set(declared) == set(FORMATS) == set(WRITERS)
