"""The addresses of rulings. They stand before that of a case, which "rulings" would look like."""

from django.urls import path

from gateway.review.rulings.bulkviews import bulk_ruling
from gateway.review.rulings.views import presence, ruling, shortened_ruling

urlpatterns = [
    path("cases/rulings", bulk_ruling, name="bulk_ruling"),
    path("cases/<str:case_id>/ruling", ruling, name="ruling"),
    path("cases/<str:case_id>/shortened", shortened_ruling, name="shortened_ruling"),
    path("cases/<str:case_id>/presence", presence, name="presence"),
]
