"""The addresses of the queue."""

from django.urls import path

from gateway.review.queue.views import queue, rows

urlpatterns = [
    path("cases", queue, name="queue"),
    path("cases/rows", rows, name="queue_rows"),
]
