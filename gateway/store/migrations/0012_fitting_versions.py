from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0011_attempts"),
    ]

    operations = [
        migrations.AddField(
            model_name="installation",
            name="fits",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
    ]
