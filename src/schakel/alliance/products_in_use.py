"""Refuses to read, make or release anything under a product that has not begun or has ended."""

from schakel.model.alliance import Alliance
from schakel.model.product import Product
from schakel_base import clock
from schakel_base.errors import RequestError


def product_in_use(alliance: Alliance, name: str) -> Product:
    """Return a product that publishes, by name, if it is in use today.

    Raises
    ------
    RequestError
        If there is none, it has not begun or has ended, or it serves to answer requests of persons.
    """
    product = _in_use(alliance, name)
    if product.access_requests:
        raise RequestError(f"product {name} answers requests of persons; nothing else is read or released under it")
    return product


def product_for_access(alliance: Alliance, name: str) -> Product:
    """Return a product under which requests of persons are answered, if it is in use today.

    Raises
    ------
    RequestError
        If there is none, it has not begun or has ended, or it serves another purpose.
    """
    product = _in_use(alliance, name)
    if not product.access_requests:
        known = ", ".join(one.name for one in alliance.products.values() if one.access_requests)
        raise RequestError(
            f"product {name} has another purpose than to answer requests of persons; for it are: {known or 'none'}"
        )
    return product


def _in_use(alliance: Alliance, name: str) -> Product:
    if name not in alliance.products:
        raise RequestError(f"no product is called {name}; there are: {', '.join(alliance.products) or 'none'}")
    product = alliance.products[name]
    if sentence := why_not_in_use(product):
        raise RequestError(sentence)
    return product


def products_in_use(alliance: Alliance) -> tuple[Product, ...]:
    """Return the products that publish and are in use today, in their order."""
    return tuple(one for one in alliance.publishing_products if not why_not_in_use(one))


def product_with_table(alliance: Alliance, table: str) -> Product | None:
    """Return the first product in use that publishes a table, None if no product ever does.

    Raises
    ------
    RequestError
        If products publish it, but none of them is in use.
    """
    products = [one for one in alliance.products.values() if table in one.tables]
    if not products:
        return None
    return next((one for one in products if not why_not_in_use(one)), None) or product_in_use(
        alliance, products[0].name
    )


def why_not_in_use(product: Product) -> str:
    """Return the sentence that says why a product is not in use today; empty if it is."""
    today = clock.today()
    if product.begins and today < product.begins:
        return f"product {product.name} begins on {product.begins}; until then nothing is read or released under it"
    if today > product.ends:
        return (
            f"product {product.name} ended on {product.ends}, so nothing is read or released under it any more; if its "
            f"ground still holds, set a later `ends` in {product.file or 'its declaration'} and build again"
        )
    return ""
