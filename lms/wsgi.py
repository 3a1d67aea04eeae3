import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
application = get_wsgi_application()

from lms.startup import refuse_demo_people  # noqa: E402 - needs the loaded applications

refuse_demo_people()
