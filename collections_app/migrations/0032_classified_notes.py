from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('collections_app', '0031_who_joined_later'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicallegalfileitem',
            name='level',
            field=models.CharField(blank=True, choices=[('normal', 'normal'), ('confidential', 'confidential: told in confidence, such as why somebody pays late'), ('special', 'special: health, belief, union, sex life, origin, crime (GDPR art. 9 and 10)')], default='', max_length=16, verbose_name='classification'),
        ),
        migrations.AddField(
            model_name='historicalnote',
            name='kind',
            field=models.CharField(blank=True, choices=[('contact', 'contact with the debtor'), ('payment', 'payment or plan'), ('objection', 'objection to the claim'), ('circumstances', "the person's situation"), ('work', 'work on the case')], default='', max_length=16, verbose_name='about'),
        ),
        migrations.AddField(
            model_name='historicalnote',
            name='level',
            field=models.CharField(blank=True, choices=[('normal', 'normal'), ('confidential', 'confidential: told in confidence, such as why somebody pays late'), ('special', 'special: health, belief, union, sex life, origin, crime (GDPR art. 9 and 10)')], default='', max_length=16, verbose_name='classification'),
        ),
        migrations.AddField(
            model_name='legalfileitem',
            name='level',
            field=models.CharField(blank=True, choices=[('normal', 'normal'), ('confidential', 'confidential: told in confidence, such as why somebody pays late'), ('special', 'special: health, belief, union, sex life, origin, crime (GDPR art. 9 and 10)')], default='', max_length=16, verbose_name='classification'),
        ),
        migrations.AddField(
            model_name='note',
            name='kind',
            field=models.CharField(blank=True, choices=[('contact', 'contact with the debtor'), ('payment', 'payment or plan'), ('objection', 'objection to the claim'), ('circumstances', "the person's situation"), ('work', 'work on the case')], default='', max_length=16, verbose_name='about'),
        ),
        migrations.AddField(
            model_name='note',
            name='level',
            field=models.CharField(blank=True, choices=[('normal', 'normal'), ('confidential', 'confidential: told in confidence, such as why somebody pays late'), ('special', 'special: health, belief, union, sex life, origin, crime (GDPR art. 9 and 10)')], default='', max_length=16, verbose_name='classification'),
        ),
        migrations.AddIndex(
            model_name='note',
            index=models.Index(condition=models.Q(('level', '')), fields=['-at', '-id'], name='note_unclassified'),
        ),
        migrations.AddConstraint(
            model_name='legalfileitem',
            constraint=models.CheckConstraint(condition=models.Q(('level', ''), models.Q(('kind__in', ['note', 'document']), ('level__in', ['normal', 'confidential', 'special'])), _connector='OR'), name='collections_app_legalfileitem_level_is_known'),
        ),
        migrations.AddConstraint(
            model_name='note',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), ('level', '')), models.Q(('kind__in', ['contact', 'payment', 'objection', 'circumstances', 'work']), ('level__in', ['normal', 'confidential', 'special'])), _connector='OR'), name='collections_app_note_is_classified_whole', violation_error_message='Say both what it is about and how confidential it is.'),
        ),
    ]
