"""A short sound for the demo's call recordings: two tones, no voice."""

import math
import wave
from io import BytesIO

_RATE = 8_000


def call(seconds: int) -> BytesIO:
    """A WAV file of that length, eight thousand samples a second."""
    samples = bytes(
        128 + round(60 * math.sin(2 * math.pi * (440 if (position // 2_000) % 2 else 554) * position / _RATE))
        for position in range(_RATE)
    )
    sound = BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(_RATE)
        file.writeframes(samples * seconds)
    sound.seek(0)
    return sound
