"""The platform, and beside it the folder that h5p-standalone plays from."""

import os

from whitenoise import WhiteNoise

from lms.wsgi import application as platform

application = WhiteNoise(platform, root=os.environ["CORPUS_REFERENCE"], prefix="reference/")
