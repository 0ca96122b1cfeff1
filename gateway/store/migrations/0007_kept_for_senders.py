from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_deadlines"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="kept_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["kept_until"], name="message_kept"),
        ),
    ]
