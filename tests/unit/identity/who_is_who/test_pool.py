"""A pool knows the model it was made by, whatever version of Schakel wrote it."""

from pathlib import Path

from schakel.identity.who_is_who.pool import shape_of, weights_of
from schakel_linkage.link_model.reading import read_model

SETS = Path(__file__).parents[3] / "data" / "linkage"


def test_a_pool_of_version_0_2_0_belongs_to_its_model_for_ever() -> None:
    model = read_model(SETS / "febrl.yaml")
    assert (shape_of(model), weights_of(model)) == ("453289cfa2253e69", "c294032cd1d23f8e")
