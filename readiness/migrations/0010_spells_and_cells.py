"""Spells and cells are derived from certificates: their tables are made anew and filled by the worker's next look."""

from django.db import migrations, models


def count_again(apps, _schema_editor):
    apps.get_model("readiness", "CountedProgramme").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_moves"),
        ("certificates", "0009_holder_left_at"),
        ("readiness", "0009_editions_of_the_model"),
    ]

    operations = [
        migrations.RunPython(count_again, migrations.RunPython.noop),
        migrations.DeleteModel("Spell"),
        migrations.DeleteModel("DayCell"),
        migrations.DeleteModel("MonthCell"),
        migrations.CreateModel(
            name="Composition",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "programme",
                        "country",
                        "cadre",
                        "fact",
                        "value",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("programme", models.UUIDField()),
                ("country", models.CharField(max_length=3)),
                ("cadre", models.CharField(max_length=4)),
                ("fact", models.CharField(max_length=20)),
                ("value", models.CharField(max_length=20)),
                ("people", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="DayCell",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "programme",
                        "country",
                        "day",
                        "cadre",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("programme", models.UUIDField()),
                ("country", models.CharField(max_length=3)),
                ("cadre", models.CharField(max_length=4)),
                ("day", models.DateField()),
                ("entered", models.IntegerField(default=0)),
                ("moved_in", models.IntegerField(default=0)),
                ("renewed", models.IntegerField(default=0)),
                ("expired", models.IntegerField(default=0)),
                ("revoked", models.IntegerField(default=0)),
                ("left", models.IntegerField(default=0)),
                ("moved_out", models.IntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MonthCell",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "programme",
                        "country",
                        "day",
                        "cadre",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("programme", models.UUIDField()),
                ("country", models.CharField(max_length=3)),
                ("cadre", models.CharField(max_length=4)),
                ("day", models.DateField()),
                ("entered", models.IntegerField(default=0)),
                ("moved_in", models.IntegerField(default=0)),
                ("renewed", models.IntegerField(default=0)),
                ("expired", models.IntegerField(default=0)),
                ("revoked", models.IntegerField(default=0)),
                ("left", models.IntegerField(default=0)),
                ("moved_out", models.IntegerField(default=0)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Spell",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "holder",
                        "programme",
                        "start",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("holder", models.UUIDField()),
                ("programme", models.UUIDField()),
                ("country", models.CharField(max_length=3)),
                ("cadre", models.CharField(max_length=4)),
                ("start", models.DateField()),
                ("end", models.DateField()),
                ("began", models.CharField(max_length=10)),
                ("ended", models.CharField(max_length=10)),
                ("renewals", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "programme",
                        "country",
                        "cadre",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("programme", models.UUIDField()),
                ("country", models.CharField(max_length=3)),
                ("cadre", models.CharField(max_length=4)),
                ("people", models.IntegerField(default=0)),
            ],
        ),
        migrations.RemoveField(
            model_name="sweep",
            name="last_certificate",
        ),
        migrations.RemoveField(
            model_name="sweep",
            name="looked_at",
        ),
        migrations.AddField(
            model_name="countedprogramme",
            name="changed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="countedprogramme",
            name="composed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="countedprogramme",
            name="composing_took",
            field=models.FloatField(default=0),
        ),
        migrations.AddField(
            model_name="countedprogramme",
            name="last_certificate",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="countedprogramme",
            name="looked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="countedprogramme",
            name="standing_on",
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name="HolderMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.UUIDField()),
                ("day", models.DateField()),
                ("country", models.CharField(blank=True, max_length=3)),
                ("cadre", models.CharField(blank=True, max_length=4)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("holder", "day"), name="one_place_per_holder_and_day"
                    )
                ],
            },
        ),
    ]
