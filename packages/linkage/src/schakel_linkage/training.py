"""A model file trained on records, with a report and a page of what training learnt."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from schakel_base.progress import Progress, silent
from schakel_linkage.link_model.declared import LinkModel
from schakel_linkage.link_model.model_file import write_weights
from schakel_linkage.link_model.reading import read_model, read_untrained
from schakel_linkage.linking.known_pairs import train_on_known
from schakel_linkage.linking.training import train
from schakel_linkage.linking.training_page import training_page
from schakel_linkage.linking.training_report import TrainingReport, training_report
from schakel_linkage.linking.training_words import TrainingWords
from schakel_linkage.records.standardising import standardise

__all__ = ["TrainingReport", "TrainingWords", "train_file", "train_file_on_known", "training_page", "training_report"]


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


def train_file_on_known(table: pa.Table, same: npt.NDArray[np.int64], file: Path, today: date) -> LinkModel:
    """Train the model of a file on records whose persons are known, write its weights at the end, and return it.

    Parameters
    ----------
    same
        A number for each record from 0; records with an equal one are known to be one.
    file
        The model. Weights that it has already are not used.

    Raises
    ------
    DeclarationError
        If the model is at fault.
    RequestError
        If fewer than a hundred pairs are known. The file stays as it was.
    """
    model = read_model(file)
    write_weights(file, train_on_known(standardise(table, model, today), same, model, today))
    return read_model(file)
