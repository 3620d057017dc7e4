"""Sound files of telephone systems: WAV, MP3 and Ogg, known by what is in them and not by what they are called."""

from collections_app.sounds.clips import cut
from collections_app.sounds.reading import Content, NotASound, Sound
from collections_app.sounds.recognition import recognise

__all__ = ["Content", "NotASound", "Sound", "cut", "recognise"]
