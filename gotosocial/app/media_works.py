"""Floor 6, the part that fetches, keeps and cleans media: which work belongs to which kind of job."""

from typing import Any

import attrs

from gotosocial.app.bundles import Abroad, Cellar, Foundations, Neighbourhood
from gotosocial.handlers.consequences.emojis_arrived import EmojisArrivedConsequence
from gotosocial.handlers.consequences.portraits_changed import PortraitsChangedConsequence
from gotosocial.handlers.fetching.fetch_emoji import EmojiFetcher
from gotosocial.handlers.fetching.fetch_media import MediaFetcher
from gotosocial.handlers.fetching.refetch_media import MediaRefetcher
from gotosocial.handlers.housekeeping.clean_media import (
    Bounds,
    CleaningTimes,
    FileSweeping,
    MediaCleaner,
    MediaCleaning,
    RoomMaker,
)
from gotosocial.handlers.housekeeping.remove_files import FileRemover
from gotosocial.handlers.housekeeping.sweep_emojis import EmojiSweeper
from gotosocial.handlers.housekeeping.sweep_orphans import OrphanSweeper
from gotosocial.handlers.housekeeping.sweep_unused import UnusedSweeper
from gotosocial.handlers.housekeeping.trim_cache import CacheTrimmer
from gotosocial.handlers.media.work_later import UploadWorker
from gotosocial.handlers.shared.keep_emoji import EmojiFiles
from gotosocial.handlers.shared.keep_picture import PictureKeeper
from gotosocial.http.host_turns import HostTurns
from gotosocial.jobs.kinds import (
    CleanMedia,
    EmojisArrived,
    FetchEmoji,
    FetchMedia,
    Job,
    MakeRoom,
    PortraitsChanged,
    RefetchMedia,
    SweepFiles,
    WorkOnUpload,
)
from gotosocial.jobs.work import Consequence, Errand
from gotosocial.media.fetch import RemoteFiles


def media_errands(base: Foundations, cellar: Cellar, near: Neighbourhood) -> dict[type[Job], Errand[Any]]:
    """Return what works on media at length."""
    media, policy = base.config.media, near.abroad.policy
    files = remote_files(cellar, near.abroad)
    pictures = keep_pictures(base, cellar, near)
    emojis = keep_emojis(base, cellar, near)
    cleaner = clean_media(base, cellar)
    return {
        WorkOnUpload: UploadWorker(cellar.db, pictures, cellar.uploads),
        PortraitsChanged: PortraitsChangedConsequence(cellar.db, pictures),
        FetchMedia: MediaFetcher(cellar.db, files, pictures, policy, media.remote_max_size),
        RefetchMedia: MediaRefetcher(cellar.db),
        CleanMedia: plan_cleaning(base, cellar),
        MakeRoom: RoomMaker(cleaner),
        SweepFiles: FileSweeping(cleaner.orphans),
        FetchEmoji: EmojiFetcher(files, emojis, policy, base.clock, media.emoji_remote_max_size),
    }


def media_consequences() -> dict[type[Job], Consequence[Any]]:
    """Return what follows for media in one transaction."""
    return {EmojisArrived: EmojisArrivedConsequence()}


def plan_cleaning(base: Foundations, cellar: Cellar) -> MediaCleaning:
    """Return what cleans media at set times."""
    media = base.config.media
    times = CleaningTimes(first=media.cleanup_from, every=media.cleanup_every)
    return MediaCleaning(cellar.db, clean_media(base, cellar), times)


def clean_media(base: Foundations, cellar: Cellar) -> MediaCleaner:
    """Return what cleans media."""
    media, remover = base.config.media, FileRemover(cellar.db, cellar.blobs)
    return MediaCleaner(
        CacheTrimmer(remover, base.clock),
        UnusedSweeper(remover, base.clock),
        EmojiSweeper(remover, base.clock),
        OrphanSweeper(remover, base.clock),
        Bounds(days=media.remote_cache_days, most=media.cache_max_size),
    )


def remote_files(cellar: Cellar, abroad: Abroad) -> RemoteFiles:
    """Return what downloads files: with time for large ones, and beside the requests for documents."""
    settings = attrs.evolve(abroad.http.settings, timeout=0.0)
    http = attrs.evolve(abroad.http, turns=HostTurns(), settings=settings)
    return RemoteFiles(http, cellar.uploads, ways=abroad.client.ways_to_file)


def keep_pictures(base: Foundations, cellar: Cellar, near: Neighbourhood) -> PictureKeeper:
    """Return what stores pictures within the configured size."""
    size = base.config.media.local_max_size
    return PictureKeeper(near.pipeline, cellar.blobs, base.ulids, base.clock, size)


def keep_emojis(base: Foundations, cellar: Cellar, near: Neighbourhood) -> EmojiFiles:
    """Return what stores the pictures of emojis."""
    return EmojiFiles(cellar.db, near.pipeline, cellar.blobs, base.ulids, base.addresses.host)
