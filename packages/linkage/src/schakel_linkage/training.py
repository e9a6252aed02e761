"""A model file trained on records, with a report and a page of what training learnt."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from schakel_base.progress import Progress, silent
from schakel_linkage.link_model.model_file import write_weights
from schakel_linkage.link_model.reading import read_untrained
from schakel_linkage.linking.training import train
from schakel_linkage.linking.training_page import training_page
from schakel_linkage.linking.training_report import TrainingReport, training_report
from schakel_linkage.linking.training_words import TrainingWords
from schakel_linkage.records.standardising import standardise

__all__ = ["TrainingReport", "TrainingWords", "train_file", "training_page", "training_report"]


def train_file(
    table: pa.Table, file: Path, today: date, progress: Progress = silent, record: str = ""
) -> TrainingReport:
    """Train the model of a file on records, write its weights at the end of it, and tell what was learnt.

    Parameters
    ----------
    file
        The model. Weights that it has already are not used.
    record
        The column with the name of each record, whatever the model says.

    Raises
    ------
    DeclarationError
        If the model is at fault.
    RequestError
        If nothing can be learnt from the records, or they teach no persons. The file stays as it was.
    """
    model = read_untrained(file)
    model = replace(model, record=record or model.record)
    records = standardise(table, model, today)
    trained = train(records, model, today, progress)
    progress("what training learnt", 0.9)
    report = training_report(records, trained)
    write_weights(file, trained)
    return report
