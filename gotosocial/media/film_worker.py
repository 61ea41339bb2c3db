"""The child process that works on one film or sound and ends: ``python -m gotosocial.media.film_worker``."""

import os
from typing import Literal, TypeAlias

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from gotosocial.errors import Refused
from gotosocial.media.child import Files, Sentences, Work, serve
from gotosocial.media.films import frame, rehearsal
from gotosocial.media.films.lanes import size_kept
from gotosocial.media.films.plan import TOO_LARGE, Plan, decide
from gotosocial.media.films.pour import Poured, pour
from gotosocial.media.films.source import find_audio, find_video, open_film, picture_of, sound_of
from gotosocial.media.films.target import create, tags_of
from gotosocial.media.job import Drawn, Made, MediaJob
from gotosocial.media.sandbox import extend
from gotosocial.media.thumbnail import look, write_small

Kind = Literal["video", "audio"]
Streams: TypeAlias = tuple[VideoStream | None, AudioStream | None]
SENTENCES = Sentences("the film or sound is damaged and cannot be read", TOO_LARGE)
_SILENT_SECONDS = 30.0
_ALWAYS, _COPY, _CONVERT = 30.0, 0.2, 6.0
"""CPU time: what every film gets, and what each of its seconds adds."""


def work(files: Files, job: MediaJob) -> Made:
    """Write the clean film or sound to its descriptor, and for a film a thumbnail.

    Recorders leave streams behind that hold nothing, such as the sound of a film without any. Nobody sees
    that before the end, and then it is read once more without them.
    """
    hollow: frozenset[Kind] = frozenset()
    while isinstance(found := _read(files, job, hollow), str):
        hollow |= {found}
        os.ftruncate(files.original, 0)
    return found


def _read(files: Files, job: MediaJob, hollow: frozenset[Kind]) -> Made | Kind:
    """Work on all streams but those of some kinds; return a kind whose stream holds nothing, if one does.

    The file is opened twice: to look at some frames, and to read it from its beginning to its end.
    """
    with open_film(files.source, job.format) as film:
        video, audio = _streams(film, hollow)
        plan = decide(job.format, picture_of(video), sound_of(audio), job.limits)
        _allow(film, plan)
        shown = None
        if video is not None:
            shown = frame.find(film, video, job.thumb_pixels, size_kept(video, plan.video))
            if shown is None:
                return "video"
    with open_film(files.source, job.format) as film:
        video, audio = _streams(film, hollow)
        poured = _pour(film, files.original, plan, (video, audio), shown, job)
    if poured.is_hollow:
        return "audio"
    drawn = _draw(shown, files.small) if shown is not None else None
    return _made(files, plan, poured, drawn)


def _streams(film: InputContainer, hollow: frozenset[Kind]) -> Streams:
    video = None if "video" in hollow else find_video(film)
    return video, None if "audio" in hollow else find_audio(film)


def _pour(
    film: InputContainer, target: int, plan: Plan, streams: Streams, shown: frame.Shown | None, job: MediaJob
) -> Poured:
    video, audio = streams
    tags = tags_of(film.metadata, audio.metadata) if audio is not None and video is None else {}
    matrix = shown.matrix if shown is not None else []
    try:
        with create(target, plan.format, tags) as made:
            return pour(film, made, plan, streams, matrix, job.limits)
    except av.error.ExternalError as error:
        # This is how an encoder says that it got no memory.
        raise Refused(TOO_LARGE, detail=repr(error)) from error


def _allow(film: InputContainer, plan: Plan) -> None:
    each = _CONVERT if plan.video == "h264" else _COPY
    extend(_ALWAYS + each * max(0.0, (film.duration or 0) / 1_000_000))


def _draw(shown: frame.Shown, descriptor: int) -> Drawn:
    small = shown.small
    with os.fdopen(descriptor, "r+b", closefd=False) as target:
        format_name = write_small(small, target)
    return Drawn(*shown.size, *small.size, format_name, look(small))


def _made(files: Files, plan: Plan, poured: Poured, drawn: Drawn | None) -> Made:
    is_silent = plan.audio == "none" and poured.seconds <= _SILENT_SECONDS
    kind = "audio" if drawn is None else "gifv" if is_silent else "video"
    size = os.fstat(files.original).st_size
    bits = round(size * 8 / poured.seconds) if poured.seconds else 0
    return Made(kind, plan.format, drawn, round(poured.seconds, 3), poured.frame_rate, bits)


def main(deed: Work = work) -> None:
    """Rehearse, then wait for one job and do it."""
    rehearsal.rehearse(work)
    serve(deed, SENTENCES)


if __name__ == "__main__":
    main()
