"""What a gate says to the public: one sentence without a count and without any figure that a refusal withholds.

Gates speak of persons on lists and of rival estimates in their own sentences; these stay inside. A ratio may be said
where the lists have seen enough persons, to one decimal.
"""

import re

from schakel.model.sentence import Form, Ref, Sentence, say
from schakel_base.verdict import BETWEEN_GROUPS, Basis, Gate, Outcome

_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
"""What speaks of the statistic, and is left out where that may not be said."""

WORDS: dict[str, tuple[str, str]] = {
    "existence": (
        "There is no estimate for these lists, or for too many tables drawn from them.",
        "Voor deze lijsten, of voor te veel daaruit getrokken tabellen, bestaat geen schatting.",
    ),
    "information": (
        "The lists share too few persons, or the interval is so wide that it says little.",
        "De lijsten delen te weinig personen, of het interval is zo breed dat het weinig zegt.",
    ),
    "model spread": (
        "Models that fit about equally well differ[[ by a factor {s}]] in their answer.",
        "Modellen die ongeveer even goed passen, verschillen[[ een factor {s}]] in hun uitkomst.",
    ),
    "path": (
        "The way in which the model is chosen moves the answer[[ by a factor {s}]].",
        "De manier waarop het model gekozen wordt, verschuift de uitkomst[[ met een factor {s}]].",
    ),
    "methods": (
        "Methods with different assumptions differ[[ by a factor {s}]].",
        "Methoden met andere aannamen verschillen[[ een factor {s}]].",
    ),
    "lists": (
        "Leaving one list out, or taking two together, moves the answer[[ by a factor {s}]].",
        "Een lijst weglaten, of er twee samennemen, verschuift de uitkomst[[ met een factor {s}]].",
    ),
    "bootstrap": (
        "The limits of the interval are unsure: they are corrected much, or read at the edge of what was drawn.",
        "De grenzen van het interval zijn onzeker: sterk gecorrigeerd, of aan de rand van de trekkingen afgelezen.",
    ),
    "internal consistency": (
        "Taken as a population of known size, too many lists are not found back by the others.",
        "Als populatie van bekende omvang worden te veel lijsten door de andere niet teruggevonden.",
    ),
    "heterogeneity": (
        "The estimate lies below a known lower bound.",
        "De schatting ligt onder een bekende ondergrens.",
    ),
    "sampler": ("The sampler decides the answer.", "De steekproeftrekker bepaalt de uitkomst."),
    "cautions together": ("Too much is in doubt at once.", "Er staat te veel tegelijk in twijfel."),
    "independence": (
        "Two lists cannot show whether being on one makes being on the other likelier; that must be declared.",
        "Twee lijsten laten niet zien of wie op de ene staat eerder op de andere staat; dat moet verklaard zijn.",
    ),
    "closed population": (
        "The population is not closed: new registrations of one person lie closer together than chance would have it"
        "[[, {s} times as far apart]]. People come and go.",
        "De populatie is niet gesloten: nieuwe registraties van één persoon liggen dichter bijeen dan het toeval wil"
        "[[, {s} maal zo ver uiteen]]. Mensen komen en gaan.",
    ),
    "equal visibility": (
        "Not everyone is equally visible: registrations per person are spread more widely than chance would have it"
        "[[, {s} times]].",
        "Niet iedereen is even zichtbaar: registraties per persoon zijn sterker gespreid dan het toeval wil"
        "[[, {s} maal]].",
    ),
    f"equal visibility{BETWEEN_GROUPS}": (
        "Not everyone is equally visible: the share of persons whom several lists have seen differs between the parts"
        "[[ by a factor {s}]].",
        "Niet iedereen is even zichtbaar: het deel van de personen dat op meer lijsten staat, verschilt tussen de delen"
        "[[ met een factor {s}]].",
    ),
    "registration effect": (
        "Whoever is registered is registered again more or less easily: a registration changes the odds of the next"
        "[[ by a factor {s}]].",
        "Wie geregistreerd is, wordt gemakkelijker of moeilijker opnieuw geregistreerd: een registratie verandert de "
        "kans (odds) op de volgende[[ met een factor {s}]].",
    ),
    "stationarity": (
        "The process is not stationary: registrations are spread unevenly over the period[[, {s} times as many in the "
        "busiest part as in the quietest]].",
        "Het proces is niet stationair: de registraties zijn ongelijk over de periode verdeeld[[, {s} maal zoveel in "
        "het drukste deel als in het stilste]].",
    ),
}


def key_of(gate: Gate) -> str:
    """Return the key of the words of a gate."""
    return f"{gate.name}{BETWEEN_GROUPS}" if gate.threshold.endswith(BETWEEN_GROUPS) else gate.name


def public_sentence(gate: Gate, statistic: str) -> Sentence:
    """Return what may be said of a gate; `statistic` is the name of what it measured, if it measured anything."""
    if gate.basis is Basis.DECLARED or (gate.outcome is Outcome.CAUTION and not gate.threshold):
        return Sentence(gate.sentence)  # declared, or not contradicted: no figure is in it
    english, dutch = WORDS[key_of(gate)]
    bare = say(_OPTIONAL.sub("", english), _OPTIONAL.sub("", dutch))
    if not statistic or not _OPTIONAL.search(english):
        return bare
    in_english, in_dutch = (_OPTIONAL.sub(r"\1", words) for words in (english, dutch))
    return say(in_english, in_dutch, otherwise=bare, s=Ref(statistic, Form.DECIMAL))
