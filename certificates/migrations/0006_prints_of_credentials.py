from django.db import migrations, models


def fill(apps, schema_editor):
    from certificates.proving import prints_of

    for row in apps.get_model("certificates", "Credential").objects.exclude(document=None):
        row.prints = prints_of(document=row.document, token=row.jwt, payload=row.offline)
        row.save(update_fields=["prints"])


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0005_course_ended"),
    ]

    operations = [
        migrations.AddField(
            model_name="credential",
            name="prints",
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
