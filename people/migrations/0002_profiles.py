from django.db import migrations

# Literal, not imported: a migration keeps the names of its day.
PROFILES = [
    "HOSPA-handläggare",
    "Ansvarig chef",
    "Sammanhållet ansvar",
    "Regiondirektör",
    "Nämndsekreterare",
    "Controller",
    "Granskare",
    "Behörighetsadministratör",
]


def create_profiles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in PROFILES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(create_profiles, migrations.RunPython.noop)]
