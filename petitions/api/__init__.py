"""The REST door: other systems send petitions in and ask where they have got to; people take steps with orders."""

from petitions.api.orders import OrderViewSet
from petitions.api.petitions import PetitionViewSet

__all__ = ["OrderViewSet", "PetitionViewSet"]
