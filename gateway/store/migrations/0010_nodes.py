from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def free_all(apps: Any, _editor: Any) -> None:
    """Nobody is at work while this is done: whoever had claimed something is dead."""
    deliveries = apps.get_model("store", "Delivery").objects
    deliveries.exclude(lease_until=None).update(lease_until=None)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_rotated_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Node",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("version", models.CharField(max_length=50)),
                ("started_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("newest_key", models.CharField(blank=True, max_length=8)),
            ],
        ),
        migrations.RunPython(free_all, migrations.RunPython.noop),
        migrations.AddField(
            model_name="delivery",
            name="node",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="claimed",
                to="store.node",
            ),
        ),
    ]
