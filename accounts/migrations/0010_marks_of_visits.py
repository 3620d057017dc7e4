import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0009_sign_in_marks'),
    ]
    operations = [
        migrations.AddField(
            model_name='signinmark',
            name='visitor',
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name='signinmark',
            name='user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='signinmark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('user__isnull', False), ('visitor__isnull', True)), models.Q(('user__isnull', True), ('visitor__isnull', False)), _connector='OR'), name='accounts_signinmark_of_one'),
        ),
    ]
