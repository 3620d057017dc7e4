"""Lengths of time in templates."""

from django import template

from collections_app.wording import length

register = template.Library()
register.filter("length_of_time", length)
