"""Which records belong to one person: declared models, training without labels, linking of millions of records.

A model says what is written of persons and how it is compared. `train` learns its weights from the records themselves;
`link` finds which of them are of one person.

    model = read_model(Path("model.yaml"))
    records = standardise(read_records(Path("records.csv"), model), model, date.today())
    model = train(records, model, date.today())
    link(records, model).person                                  # for each record the number of its person, from 0

`agreement` measures a linkage against the truth, and `without_the_number` measures it where there is none.
`KnownRecords.candidate_pairs` lists pairs of records for people to judge, where nothing is joined.

`schakel_linkage.training` trains a model file, and tells what was learnt, as numbers and as a page.
`schakel_linkage.linking` is for who keeps persons from one delivery to the next: evidence, increments, links by name.
"""

from schakel_linkage.link_model.declared import LinkAttribute, LinkModel
from schakel_linkage.link_model.model_file import write_weights
from schakel_linkage.link_model.reading import model_of, read_model
from schakel_linkage.linking.agreement import agreement
from schakel_linkage.linking.known_pairs import train_on_known
from schakel_linkage.linking.linking import link
from schakel_linkage.linking.quality import without_the_number
from schakel_linkage.linking.training import train
from schakel_linkage.records.record_file import read_records
from schakel_linkage.records.standardising import StandardisedRecords, standardise

__all__ = [
    "LinkAttribute",
    "LinkModel",
    "StandardisedRecords",
    "agreement",
    "link",
    "model_of",
    "read_model",
    "read_records",
    "standardise",
    "train",
    "train_on_known",
    "without_the_number",
    "write_weights",
]
