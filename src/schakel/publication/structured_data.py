"""A table described for search engines: a schema.org data set, as JSON-LD in its page.

It is a block of data, so a policy that forbids scripts within pages lets it stand.
"""

from typing import Any

from schakel.disclosure.protected import ProtectedTable
from schakel.publication.addresses import permanent
from schakel.publication.content import ReleaseContent
from schakel.publication.formats import FORMATS
from schakel.publication.localisation import Localisation
from schakel.publication.open_data import measures


def data_set(table: ProtectedTable, content: ReleaseContent, language: Localisation) -> dict[str, Any]:
    """Return the description of a table as a data set of schema.org; what is not declared is left out."""
    text, say, indicator = language.text, language.say, table.indicator
    synthetic = say("These figures are invented. They say nothing about the real world.")
    page = f"site/{language.language}/indicators/{indicator.name}.html"
    terms = content.reuse
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": text(indicator.title),
        "description": " ".join(
            filter(None, (synthetic if table.synthetic else "", text(indicator.definition) or text(indicator.title)))
        ),
        "identifier": f"{content.alliance}/{content.product.name}/{indicator.name}/{content.edition}",
        "version": content.edition,
        "dateModified": content.as_of.isoformat(),
        "inLanguage": language.language,
        "isAccessibleForFree": True,
        "variableMeasured": [language.label(one.label) for one in measures(table, content)],
        "includedInDataCatalog": {"@type": "DataCatalog", "name": text(content.product.title)},
        **({"url": permanent(page, content)} if content.product.address else {}),
        **({"keywords": [say("Synthetic data")]} if table.synthetic else {}),
        **({"creator": _publisher(content, language), "publisher": _publisher(content, language)} if terms else {}),
        **({"license": terms.licence} if terms else {}),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": form.title,
                "encodingFormat": form.media_type,
                "contentUrl": _from_page(f"data/{form.address(indicator.name, language.language)}", content),
            }
            for form in FORMATS.values()
        ],
    }


def _from_page(path: str, content: ReleaseContent) -> str:
    """The address of a file, from the page of a table where the release declares none of its own."""
    return permanent(path, content) if content.product.address else f"../../../{path}"


def _publisher(content: ReleaseContent, language: Localisation) -> dict[str, str]:
    assert content.reuse is not None
    found = {"@type": "Organization", "name": language.text(content.reuse.publisher)}
    return found | ({"url": content.reuse.contact} if content.reuse.contact else {})
