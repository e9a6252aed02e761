"""Refuses extracts of a product that nobody uses as an analyst."""

from schakel.model.product import Product, Role
from schakel_base.errors import RequestError


def require_analyst(product: Product) -> None:
    """Refuse extracts of a product that nobody uses as an analyst.

    Raises
    ------
    RequestError
        If none of its users is one.
    """
    if all(user.role is not Role.ANALYST for user in product.users):
        raise RequestError(
            "product {product} has no analyst among its `users`, so nobody may have an extract of it",
            product=product.name,
        )
