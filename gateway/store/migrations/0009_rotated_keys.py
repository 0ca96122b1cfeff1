from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_review_page"),
    ]

    operations = [
        migrations.AddField(
            model_name="installation",
            name="newest_key",
            field=models.CharField(blank=True, default="", max_length=8),
            preserve_default=False,
        ),
        # What another server answered may name somebody. It was readable; what it was is not taken over.
        migrations.RemoveField(model_name="deliveryrecipient", name="reply"),
        migrations.AddField(
            model_name="deliveryrecipient", name="reply", field=models.BinaryField(null=True)
        ),
    ]
