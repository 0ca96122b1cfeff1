from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_nodes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["expires_at"], name="attempt_expires")]},
        ),
    ]
