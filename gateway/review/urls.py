"""The addresses of the web side."""

from django.urls import include, path

from gateway.review import monitoring
from gateway.review.absence import urls as absence
from gateway.review.accounts import urls as accounts
from gateway.review.case import urls as case
from gateway.review.condition import urls as condition
from gateway.review.exceptions import urls as exceptions
from gateway.review.figures import urls as figures
from gateway.review.find import urls as find
from gateway.review.incidents import urls as incidents
from gateway.review.private import urls as private
from gateway.review.queue import urls as queue
from gateway.review.record import urls as record
from gateway.review.retention import urls as retention
from gateway.review.rulings import urls as rulings
from gateway.review.sender.views import kept_files, sender_page, style
from gateway.review.web import unanswered
from gateway.review.web.assets import asset
from gateway.review.web.home import home

urlpatterns = [
    path("", home, name="home"),
    path("healthz", monitoring.healthz),
    path("metrics", monitoring.metrics),
    path("m/style.css", style),  # no token has a dot
    path("m/<str:token>.files", kept_files),
    path("m/<str:token>", sender_page),
    path("assets/<str:address>", asset, name="asset"),
    path("", include(accounts.urlpatterns)),
    path("", include(absence.urlpatterns)),
    path("", include(queue.urlpatterns)),
    path("", include(case.urlpatterns)),
    path("", include(condition.urlpatterns)),
    path("", include(exceptions.urlpatterns)),
    path("", include(figures.urlpatterns)),
    path("", include(incidents.urlpatterns)),
    path("", include(private.urlpatterns)),
    path("", include(find.urlpatterns)),
    path("", include(record.urlpatterns)),
    path("", include(retention.urlpatterns)),
    path("", include(rulings.urlpatterns)),
]

handler400 = unanswered.bad_request
handler403 = unanswered.no_access
handler404 = unanswered.not_found
handler500 = unanswered.failed
