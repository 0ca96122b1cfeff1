import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gateway.store.chain import BEGINNING, Link


def chain_what_there_is(apps, _schema_editor):  # type: ignore[no-untyped-def]
    """Entries that were written before there was a chain are its beginning."""
    previous = BEGINNING
    rows = apps.get_model("store", "Audit").objects.order_by("id").select_related("school")
    for number, row in enumerate(rows.iterator(), 1):
        row.number = number
        school, message = row.school.name, row.message_id or ""
        link = Link(number, row.at, school, message, row.actor, row.action, row.note, "", "")
        row.hash = previous = link.expected(previous)
        row.save(update_fields=["number", "hash"])


class Migration(migrations.Migration):
    # Their tables refer to accounts, which are made here.
    run_before = [
        ("account", "0001_initial"),
        ("mfa", "0001_initial"),
        ("socialaccount", "0001_initial"),
    ]

    dependencies = [
        ("store", "0007_kept_for_senders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("language", models.CharField(blank=True, max_length=10)),
                ("is_active", models.BooleanField(default=True)),
                ("made_at", models.DateTimeField()),
                ("digest_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="CaseRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                ("approver", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="DeletionProposal",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="deletion",
                        serialize=False,
                        to="store.case",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("version", models.PositiveIntegerField()),
                ("reason", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "lead"),
                            ("deputy", "deputy"),
                            ("reviewer", "reviewer"),
                            ("approver", "approver"),
                            ("auditor", "auditor"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rules", models.TextField(blank=True)),
                ("approves", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Incident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("opened_by", models.CharField(max_length=200)),
                ("known_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("version", models.PositiveIntegerField(default=1)),
                ("facts", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="IncidentCase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="IncidentEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("text", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_by", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="PrivateOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("reason", models.BinaryField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("approved", models.BooleanField(default=False)),
                ("open_until", models.DateTimeField(null=True)),
                ("sender_told_at", models.DateTimeField(null=True)),
                ("not_told", models.BinaryField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="RuleException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rules", models.TextField()),
                ("kind", models.CharField(max_length=20)),
                ("sender", models.CharField(blank=True, max_length=1000)),
                ("recipient", models.CharField(blank=True, max_length=1000)),
                ("phrase", models.BinaryField(null=True)),
                ("reason", models.BinaryField()),
                ("made_by", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("last_day", models.DateField()),
                ("revoked_by", models.CharField(blank=True, max_length=200)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("uses", models.PositiveIntegerField(default=0)),
                ("last_used", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="MessageOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=80)),
                ("title", models.CharField(max_length=200)),
                ("disposition", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="store.message",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="store.school",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["school", "at"], name="outcome_figures")],
            },
        ),
        migrations.CreateModel(
            name="SearchMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.CharField(max_length=32)),
            ],
        ),
        migrations.AddField(
            model_name="audit",
            name="detail",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="audit",
            name="detail_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="audit",
            name="hash",
            field=models.CharField(default="", max_length=64),
        ),
        migrations.AddField(
            model_name="audit",
            name="number",
            field=models.PositiveBigIntegerField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name="case",
            name="escalated_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="false_hold",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="case",
            name="indexed",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="case",
            name="lasted",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="private",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="case",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="severity",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="installation",
            name="record_end",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="installation",
            name="record_beginning",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="installation",
            name="contents_days",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="installation",
            name="tables",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="message",
            name="details_gone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["details_gone_at", "received_at"], name="message_details"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="message",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="store.message",
            ),
        ),
        migrations.AlterField(
            model_name="audit",
            name="school",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="audit",
                to="store.school",
            ),
        ),
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(fields=["school", "at"], name="audit_school"),
        ),
        migrations.AddIndex(
            model_name="audit",
            index=models.Index(fields=["actor", "at"], name="audit_actor"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["school", "closed_at"], name="case_closed"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["indexed"], name="case_indexed"),
        ),
        migrations.AddField(
            model_name="absence",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="absences",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="cover",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="covers",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="caserule",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="store.case"
            ),
        ),
        migrations.AddField(
            model_name="deletionproposal",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deletions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grants",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="grant",
            name="school",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="grants",
                to="store.school",
            ),
        ),
        migrations.AddField(
            model_name="incident",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="store.school"
            ),
        ),
        migrations.AddField(
            model_name="incidentcase",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="store.incident"
            ),
        ),
        migrations.AddField(
            model_name="incidentcase",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="store.message"
            ),
        ),
        migrations.AddField(
            model_name="incidententry",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="store.incident"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="privateopening",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="openings_asked",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="privateopening",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="openings", to="store.case"
            ),
        ),
        migrations.AddField(
            model_name="privateopening",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="openings_decided",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ruleexception",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="exceptions",
                to="store.case",
            ),
        ),
        migrations.AddField(
            model_name="ruleexception",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exceptions", to="store.school"
            ),
        ),
        migrations.AddField(
            model_name="searchmark",
            name="message",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="search_marks", to="store.message"
            ),
        ),
        migrations.AddIndex(
            model_name="caserule",
            index=models.Index(fields=["rule"], name="case_rule"),
        ),
        migrations.AddConstraint(
            model_name="caserule",
            constraint=models.UniqueConstraint(fields=("case", "rule"), name="case_rule_once"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["school", "opened_at"], name="incident_list"),
        ),
        migrations.AddConstraint(
            model_name="incidentcase",
            constraint=models.UniqueConstraint(fields=("incident", "message"), name="incident_case_once"),
        ),
        migrations.AddIndex(
            model_name="ruleexception",
            index=models.Index(fields=["school", "last_day"], name="exception_in_force"),
        ),
        migrations.AddConstraint(
            model_name="searchmark",
            constraint=models.UniqueConstraint(fields=("mark", "message"), name="search_mark_once"),
        ),
        migrations.RunPython(chain_what_there_is, migrations.RunPython.noop),
        migrations.AlterField("audit", "number", models.PositiveBigIntegerField(unique=True)),
        migrations.AlterField("audit", "hash", models.CharField(max_length=64)),
    ]
