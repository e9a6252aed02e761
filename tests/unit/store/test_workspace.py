"""The zones of a workspace: whatever holds a partner's own values lies in the intake zone."""

from pathlib import Path

from schakel.store.workspace import Workspace

WORKSPACE = Workspace.of(Path("alliance"))


def test_the_workspace_of_an_alliance_lies_in_its_folder():
    assert WORKSPACE.folder == Path("alliance/.schakel")


def test_partners_own_values_lie_in_the_intake_zone():
    own = [
        WORKSPACE.archive,
        WORKSPACE.drafts,
        WORKSPACE.receipts,
        WORKSPACE.accepted_rows(1).path,
        WORKSPACE.refused_rows(1).path,
        WORKSPACE.intake_edition("e").path,
    ]
    assert all(path.is_relative_to(WORKSPACE.intake) for path in own)


def test_pseudonyms_and_the_access_log_lie_outside_it():
    others = [WORKSPACE.analysis_edition("e").path, WORKSPACE.access_log.path]
    assert not any(path.is_relative_to(WORKSPACE.intake) for path in others)


def test_rows_are_found_by_the_number_of_their_delivery():
    assert WORKSPACE.accepted_rows(12).path == Path("alliance/.schakel/intake/accepted/12.parquet")
    assert WORKSPACE.refused_rows(12).path == Path("alliance/.schakel/intake/refused/12.parquet")
